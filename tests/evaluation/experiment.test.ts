/** Experiment files: what is taken from a base, and how every kind of mistake is named. */
import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../src/ecology/config/config.ts';
import { differences, parseExperiment } from '../../src/evaluation/experiment.ts';

const HEAD = 'version: 1\nname: mine\n';
const PRESETS: Record<string, string> = {
  plain: 'version: 1\nname: plain\nconfig:\n  prices: { base: 3, tau: 0.4 }\n  merging: { every: 4 }\n',
  second: 'version: 1\nname: second\nbase: plain\nconfig:\n  prices: { tau: 0.6 }\n',
  small: 'version: 1\nname: small\nconfig:\n  population: { founders: 2, capacity: 4 }\n',
  egg: 'version: 1\nname: egg\nbase: hen\n',
  hen: 'version: 1\nname: hen\nbase: egg\n',
};
const presetText = (name: string) => PRESETS[name] ?? null;
const parse = (rest: string) => parseExperiment(HEAD + rest, presetText);

describe('a base', () => {
  it('gives what the file does not say, parameter by parameter', () => {
    const { config, base } = parse('base: plain\nconfig:\n  prices: { base: 2 }\n');
    expect(base).toBe('plain');
    expect(config.prices).toEqual({ ...defaultConfig().prices, base: 2, tau: 0.4 });
    expect(config.merging.every).toBe(4);
    expect(differences(config, defaultConfig())).toEqual(['prices.base', 'prices.tau', 'merging.every']);
  });

  it('may itself have one', () => {
    expect(parse('base: second\n').config.prices).toMatchObject({ base: 3, tau: 0.6 });
  });

  it('is replaced, not mixed, where a parameter is a list', () => {
    const { config } = parse('base: plain\nconfig:\n  archive: { costEdges: [1] }\n');
    expect(config.archive.costEdges).toEqual([1]);
  });

  it('is judged together with what changes it', () => {
    expect(parse('base: small\nconfig:\n  population: { founders: 4 }\n').config.population.founders).toBe(4);
    expect(() => parse('base: small\nconfig:\n  population: { founders: 5 }\n')).toThrow(
      /population.founders \(line 5\)/,
    );
  });

  it('must be there, and must not rest on itself', () => {
    expect(() => parse('base: nothing\n')).toThrow(
      expect.objectContaining({ code: 'base-unknown', nextStep: expect.stringContaining('evolora presets') }),
    );
    expect(() => parse('base: egg\n')).toThrow(expect.objectContaining({ code: 'base-cycle' }));
    expect(() => parseExperiment(PRESETS.hen!, presetText)).toThrow(/hen, based on egg, based on hen/);
  });
});

describe('a mistake', () => {
  it.each([
    ['a value out of range', 'config:\n  prices:\n    base: 51\n', 'prices.base (line 5): must be from 0 to 50.'],
    [
      'a fraction',
      'config:\n  population: { grace: 1.5 }\n',
      'population.grace (line 4): must be a whole number from 1 to 20.',
    ],
    ['another type', 'config:\n  prices: { base: dear }\n', 'prices.base (line 4): must be from 0 to 50.'],
    [
      'a word that is none',
      'config:\n  learning: { rule: magic }\n',
      /learning.rule \(line 4\): must be one of none, evolution/,
    ],
    [
      'an unknown parameter',
      'config:\n  prices: { bsae: 3 }\n',
      /prices.bsae \(line 4\): there is no such parameter; prices has base,/,
    ],
    [
      'an unknown group',
      'config:\n  price: { base: 3 }\n',
      /price \(line 4\): there is no group of that name; the groups are population,/,
    ],
    ['an unknown key', 'conifg: {}\n', /conifg \(line 3\): there is no such key/],
    [
      'values that cannot be together',
      'config:\n  prices: { min: 9, max: 2 }\n',
      /prices.min \(line 4\): must not exceed/,
    ],
    ['an unknown family', 'config:\n  cells: { opening: [maths/short] }\n', /cells.opening.*maths\/short/],
    ['edges that fall', 'config:\n  archive: { costEdges: [2, 1] }\n', /archive.costEdges \(line 4\): must rise/],
    ['a group that is none', 'config:\n  prices: 3\n', /prices \(line 4\)/],
    ['a config that is none', 'config: 3\n', /config \(line 3\)/],
    ['broken YAML', 'config: {\n', /line/],
    ['a key said twice', 'about: one\nabout: two\n', /line 4/],
  ])('%s is named with its line', (_, rest, sentence) => {
    expect(() => parse(rest)).toThrow(expect.objectContaining({ code: 'experiment-invalid' }));
    expect(() => parse(rest)).toThrow(sentence);
  });

  it.each(['', '3', '[]', 'about: only\n'])('is a file that is no experiment: %j', (text) => {
    expect(() => parseExperiment(text)).toThrow(expect.objectContaining({ code: 'experiment-invalid' }));
  });

  it('is a newer version', () => {
    expect(() => parseExperiment('version: 2\nname: later\nhorizon: 3\n')).toThrow(
      expect.objectContaining({ code: 'experiment-newer' }),
    );
  });
});

it.each(['.', '..', '...', '" . "'])('%s is no name, since it would be no folder of its own', (name) => {
  expect(() => parseExperiment(`version: 1\nname: ${name}\n`)).toThrow(/name .*more than dots and spaces/);
});

it('a version that is no number is no newer one', () => {
  expect(() => parseExperiment('version: .nan\nname: x\n')).toThrow(/version \(line 1\): must be 1/);
});
