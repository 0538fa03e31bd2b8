/** Every preset that ships: it is whole, says what it is for, and is not what it claims to change. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../src/ecology/config/config.ts';
import { differences } from '../../src/evaluation/experiment.ts';
import { presetsOf } from '../../src/evaluation/presets.ts';

const folder = new URL('../../experiments/', import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
const texts = new Map(files.map((file) => [file.replace('.yaml', ''), readFileSync(new URL(file, folder), 'utf8')]));
const presets = presetsOf(texts);
const configOf = (name: string) => presets.find((preset) => preset.name === name)!.config;

it('are all files of no other kind, the default world first', () => {
  expect(presets.map(({ name }) => name).sort()).toEqual(
    [...texts].flatMap(([name, text]) => (/^kind:/m.test(text) ? [] : [name])).sort(),
  );
  expect(presets[0]).toMatchObject({ name: 'default', config: defaultConfig() });
});

describe.each(presets)('$name', ({ name, about, base, config }) => {
  it('says in a paragraph what it is for', () => {
    expect(about.length).toBeGreaterThanOrEqual(80);
    expect(about).toMatch(/\.$/);
  });

  it('differs from what it changes, and from every other preset', () => {
    const changed = differences(config, base === null ? defaultConfig() : configOf(base));
    expect(changed.length > 0).toBe(name !== 'default');
    for (const other of presets) if (other.name !== name) expect(differences(config, other.config)).not.toEqual([]);
  });
});

it.each([
  ['no-merge', ['merging.every']],
  ['no-plasticity', ['learning.rule']],
  ['no-selection', ['population.survival']],
  ['no-novelty', ['heredity.novelty']],
  ['no-immigrants', ['archive.immigrantsEvery']],
  ['no-morphogenesis', ['morphogenesis.every']],
  ['no-controller', ['cells.lpMix']],
  ['no-foraging', ['cells.lpMix']],
  ['no-routing', ['measure.router']],
  ['bandit', ['measure.router']],
  ['hebbian', ['learning.rule']],
  ['evolution-strategies', ['learning.rule']],
])('%s is the foragers’ world but for one thing', (name, paths) => {
  expect(differences(configOf(name), configOf('foragers'))).toEqual(paths);
});

it.each([
  ['no-shelf', ['niches.shelf']],
  ['no-newcomers', ['niches.newcomers']],
  ['neighbours', ['niches.neighbours']],
  ['no-rest', ['niches.rest']],
  ['steadiness', ['learning.leastRate']],
  ['settling', ['learning.settling']],
  ['stubborn', ['niches.group', 'niches.stubborn']],
  ['radiation', ['population.founders']],
  ['ecology', ['organs.customsPeriod']],
])('%s is the world of customs but for one thing', (name, paths) => {
  expect(differences(configOf(name), configOf('customs'))).toEqual(paths);
});

it.each(['winterEvery', 'catastropheEvery', 'teams', 'memory', 'feedbackEnergy', 'recurrence', 'canariesEvery'])(
  'exactly one preset turns off %s alone',
  (organ) => {
    const off = presets.filter(({ base }) => base === 'organs');
    const alone = off.filter(({ config }) => differences(config, configOf('organs')).join() === `organs.${organ}`);
    expect(alone).toHaveLength(1);
  },
);

it('all conditions share tasks, and prices but for those whose holders are fed by them, and those that are about them', () => {
  const about = /^(multi-objective|regex|default)$/;
  for (const { name, config } of presets) {
    if (about.test(name)) continue;
    const like = config.population.survival === 'niche' ? 'ecology' : 'selection';
    expect(config.prices).toEqual(configOf(like).prices);
    expect(config.cells.opening).toEqual(configOf('selection').cells.opening);
  }
});
