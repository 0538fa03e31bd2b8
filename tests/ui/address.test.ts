import { describe, expect, it } from 'vitest';
import { LabError } from '../../src/core/errors.ts';
import { defaultConfig } from '../../src/ecology/config/config.ts';
import { presetsOf } from '../../src/evaluation/presets.ts';
import { FIRST_PRESET } from '../../src/lab/contract.ts';
import { PRESET_TEXTS } from '../../src/lab/preset-texts.ts';
import { optionsOf, runAskedIn, withoutRun } from '../../src/ui/state/address.ts';

const PRESETS = presetsOf(PRESET_TEXTS);
const configOf = (preset: string) => PRESETS.find(({ name }) => name === preset)!.config;
const asked = (query: string) => optionsOf(query, async () => PRESETS);

describe('an address', () => {
  it('asks for nothing when it is bare, and for no presets either', async () => {
    const presets = () => Promise.reject(new Error('nobody needs them'));
    expect(await optionsOf('', presets)).toEqual({});
    expect(await optionsOf('?seed=7&backend=wasm', presets)).toEqual({ seed: '7', prefer: 'wasm' });
    expect(await optionsOf('?host=My%20model', presets)).toEqual({ host: 'My model' });
  });

  it('changes parameters of the first world', async () => {
    const first = configOf(FIRST_PRESET);
    const { config } = await asked('?energy.ticket=0.4&population.founders=4&cells.opening=math/short,list.sort/short');
    expect(config).toEqual({
      ...first,
      energy: { ...first.energy, ticket: 0.4 },
      population: { ...first.population, founders: 4 },
      cells: { ...first.cells, opening: ['math/short', 'list.sort/short'] },
    });
  });

  it('names another preset, whole or with changes', async () => {
    expect((await asked('?preset=single')).config).toEqual(configOf('single'));
    const { config } = await asked('?preset=default&energy.ticket=0.4');
    expect(config).toEqual({ ...defaultConfig(), energy: { ...defaultConfig().energy, ticket: 0.4 } });
  });

  it('names a choice by its word', async () => {
    expect((await asked('?learning.rule=hebbian')).config?.learning?.rule).toBe('hebbian');
    await expect(asked('?learning.rule=magic')).rejects.toThrow(/must be one of none, evolution/);
  });

  it('salts the pools', async () => {
    expect((await asked('?cells.salt=sea')).config?.cells?.salt).toBe('sea');
  });

  it('is read whole before rules between parameters are asked', async () => {
    const options = await asked('?population.episodes=2&population.founders=2&population.capacity=2');
    expect(options.config).toMatchObject({ population: { episodes: 2, capacity: 2, founders: 2 } });
  });

  it.each([
    '?energy.tickets=1',
    '?energy.ticket=-4',
    '?energy.ticket=cheap',
    '?backend=gpu',
    '?preset=paradise',
    '?population.episodes=1',
    '?cells.opening=nowhere/short',
    '?__proto__=1',
    '?__proto__.polluted=1',
    '?constructor=1',
    '?preset=__proto__',
    '?backend=toString',
    '?energy.ticket=',
    '?energy.ticket=1e999',
    '?energy.ticket=%E0%A4%A',
    '?cells.opening=',
  ])('is refused with a sentence: %s', async (query) => {
    await expect(asked(query)).rejects.toThrow(LabError);
  });
});

describe('the run of an address', () => {
  const HERE = 'https://lab.example/evolora/?seed=7';
  const runIn = (run: string, page = HERE) => runAskedIn(`${page}&run=${encodeURIComponent(run)}`)?.address;

  it('lies beside the page, on this machine, or where https leads', async () => {
    expect(runAskedIn(HERE)).toBeNull();
    expect(runIn('runs/one.evolora')).toBe('https://lab.example/evolora/runs/one.evolora');
    expect(runIn('https://else.example/one/')).toBe('https://else.example/one/');
    expect(runIn('http://localhost:8080/one.evolora')).toBe('http://localhost:8080/one.evolora');
    expect(runIn('one/', 'http://lab.example/?a=1')).toBe('http://lab.example/one/');
    expect(await asked('?run=one.evolora')).toEqual({});
    expect(withoutRun(`${HERE}&run=one.evolora`)).toBe(HERE);
  });

  it.each([
    'http://else.example/a',
    'file:///etc/passwd',
    'data:,a',
    'javascript:0',
    'https://a:b@else.example/',
    'https://',
  ])('is refused: %s', (run) => {
    expect(() => runIn(run)).toThrow(/^The run at “.*” cannot be fetched: /);
  });
});
