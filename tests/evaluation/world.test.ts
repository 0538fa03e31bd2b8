/** A world that starts from what a host can do: measured on the micro host, proposed from made-up measurements. */
import { describe, expect, test } from 'vitest';
import { wilsonInterval } from '../../src/core/statistics.ts';
import { computeEnergy } from '../../src/ecology/world/reference.ts';
import { parseExperiment } from '../../src/evaluation/experiment.ts';
import {
  familiesOf,
  measureHost,
  type CellMeasure,
  type HostMeasure,
} from '../../src/evaluation/world/measure-host.ts';
import { proposeWorld } from '../../src/evaluation/world/propose-world.ts';
import { changesFromDefault, worldText } from '../../src/evaluation/world/world-text.ts';
import { presetTexts } from '../../src/cli/experiment-text.ts';
import { curriculum } from '../../src/tasks/families.ts';
import { openMicro } from '../host/hosts.ts';

const texts = presetTexts();
const preset = (name: string) => texts.get(name) ?? null;
const base = parseExperiment(preset('ecology')!, preset).config;
const perParameter = { flops: (prompt: number, tokens: number) => 2 * 135e6 * (prompt + tokens) };
const sites = [{ layer: 0, module: 'q_proj', inputs: 576, outputs: 576 }];
const host = { cost: perParameter, sites } as unknown as Parameters<typeof proposeWorld>[0]['host'];

const cellOf = (cell: string, share: number, newTokens = 10): CellMeasure => ({
  cell,
  tasks: 20,
  greedy: wilsonInterval(Math.round(20 * share), 20),
  sampled: wilsonInterval(Math.round(20 * share), 20),
  promptTokens: 40,
  newTokens,
  cutShare: 0,
  solvedLengths: Array.from({ length: Math.round(40 * share) }, () => newTokens),
});

const measureOf = (shares: Record<string, number>, flopsPerSecond = 1e12): HostMeasure => ({
  cells: curriculum().map(({ family, depth }) => cellOf(`${family}/${depth}`, shares[`${family}/${depth}`] ?? 0)),
  founders: [
    { step: 0.1, answers: 24, changed: 0.2, kept: 0.9 },
    { step: 0.2, answers: 24, changed: 0.4, kept: 0.75 },
    { step: 0.35, answers: 24, changed: 0.9, kept: 0.1 },
  ],
  flops: flopsPerSecond,
  seconds: 1,
});

const propose = (measure: HostMeasure, secondsPerGeneration = 1e6) =>
  proposeWorld({ host, measure, base, secondsPerGeneration });

describe('a proposed world', () => {
  test('opens what is now and then solved, each family once before any comes twice', () => {
    const shares = {
      'math/short': 0.5,
      'math/medium': 0.45,
      'math/long': 1,
      'list.sort/short': 0.2,
      'json.repair/short': 0,
    };
    const { config } = propose(measureOf(shares));
    expect(config.cells.opening).toEqual(['math/short', 'list.sort/short', 'math/medium']);
    expect(config.cells.curriculum.slice(0, 2)).toEqual(['math', 'list.sort']);
    expect(new Set(config.cells.curriculum)).toEqual(new Set(base.cells.curriculum));
  });

  test('takes the largest founders that keep most of what the host can do', () => {
    expect(propose(measureOf({ 'math/short': 0.5 })).config.heredity.founderStep).toBe(0.2);
  });

  test('lets an attempt cost what it costs in the first world', () => {
    const { config } = propose(measureOf({ 'math/short': 0.5 }));
    const flops = host.cost.flops(40, 10, config.heredity.rank);
    expect(computeEnergy(host, flops, config.energy.costScale)).toBeCloseTo(0.6, 2);
  });

  test('pays the more the less the host can do, within bounds', () => {
    const priceAt = (share: number) =>
      propose(measureOf({ 'math/short': share, 'math/medium': share, 'math.sequence/short': share })).config.prices
        .base;
    expect(priceAt(0.05)).toBeGreaterThan(priceAt(0.2));
    expect(priceAt(0.5)).toBeGreaterThanOrEqual(base.prices.base);
    expect(priceAt(0)).toBeLessThanOrEqual(50);
  });

  test('fits into the time that a generation may take, and estimates it', () => {
    const measure = measureOf({ 'math/short': 0.5 }, 5e10);
    const free = propose(measure);
    const { config, estimate } = propose(measure, 60);
    expect(free.estimate.secondsPerGeneration).toBeGreaterThan(60);
    expect(estimate.secondsPerGeneration).toBeLessThan(60);
    expect(config.population.episodes).toBeGreaterThanOrEqual(config.population.capacity);
    expect(config.population.founders).toBeLessThanOrEqual(config.population.capacity);
  });

  test('is read back from its file to the same parameters, with a reason beside each', () => {
    const { config, changes } = propose(measureOf({ 'math/short': 0.5, 'list.sort/short': 0.1 }, 5e10), 60);
    const text = worldText({ name: 'on a stranger', about: 'A test: “quotes”, # signs.', base: 'ecology', changes });
    expect(parseExperiment(text, preset).config).toEqual(config);
    for (const { why } of changes) expect(text).toContain(`# ${why}`);
  });
});

describe('the file of a proposed world', () => {
  const { changes, config } = propose(measureOf({ 'math/short': 0.5 }, 5e10), 60);

  test.each([
    ['x'.repeat(200), /^x{79}…$/],
    [`${'x'.repeat(77)}😀😀😀`, /^x{77}😀…$/],
    ['a/b\\c on d\n', /^a-b-c on d-$/],
    ['x'.repeat(80), /^x{80}$/],
  ])('called %j can be read again', (name, called) => {
    const text = worldText({ name, about: '', base: 'ecology', changes });
    expect(parseExperiment(text, preset).name).toMatch(called);
  });

  test('keeps what a base says that is no preset', () => {
    const kept = changesFromDefault(base, 'as in mine.yaml');
    const text = worldText({ name: 'mine', about: '', base: null, changes: [...kept, ...changes] });
    expect(text).toContain('# as in mine.yaml');
    expect(parseExperiment(text).config).toEqual(config);
  });
});

describe('a family', () => {
  test('is what was solved in its cells, of all its tasks together', () => {
    const cells = [cellOf('math/short', 0.5), cellOf('list.sort/short', 0.1), cellOf('math/long', 0.25)];
    const families = familiesOf(cells);
    expect(families.map(({ family, tasks }) => [family, tasks])).toEqual([
      ['math', 40],
      ['list.sort', 20],
    ]);
    expect(families[0]!.greedy).toEqual(wilsonInterval(15, 40));
    expect(families[1]!.sampled).toEqual(wilsonInterval(2, 20));
  });
});

describe('measuring the micro host', () => {
  test('gives the same shares again, from train tasks, and founders that do less the larger they are', async () => {
    const micro = await openMicro();
    const cells = ['math', 'logic.bool'].map((family) => ({ family, depth: 'short' as const }));
    const progress: number[] = [];
    const options = { host: micro, cells, tasks: 6, seed: 'a', clock: () => 0 };
    const one = await measureHost({ ...options, onProgress: (share) => progress.push(share) });
    const again = await measureHost(options);
    expect(one).toEqual(again);
    expect(one.cells.map(({ cell }) => cell)).toEqual(['math/short', 'logic.bool/short']);
    expect(one.cells[0]!.greedy.mean).toBeGreaterThan(0.3);
    expect(one.founders[0]!.kept).toBe(1);
    expect(one.founders.at(-1)!.kept).toBeLessThan(1);
    await micro.dispose();
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
  });
});
