/** Manifests of contests: what they come to, and how each mistake in one is told. */
import { describe, expect, it } from 'vitest';
import type { LabError } from '../../../src/core/errors.ts';
import { defaultConfig } from '../../../src/ecology/config/config.ts';
import { definitionOf, runAndVoiceOf, runArmsOf } from '../../../src/evaluation/contest/contest.ts';
import { parseContest } from '../../../src/evaluation/contest/parse.ts';

const PRESETS: Record<string, string> = {
  meadow: 'version: 1\nname: meadow\nconfig:\n  heredity: { rank: 2 }\n  prices: { base: 3 }\n',
  dry: 'version: 1\nname: dry\nbase: meadow\nconfig:\n  prices: { base: 1, tau: 0.3 }\n',
};

const MANIFEST = `version: 1
kind: contest
name: small
about: >
  What it is for.
salt: blue
seeds: [1, 2, three]
tuning: { about: A grid., tflops: 3, seeds: [90], salt: grey }
experiments:
  still:
    world: meadow
    config: { prices: { tau: 0.4 } }
    tflops: 1
    read: { at: [0.3] }
    tasks: 20
    arms:
      colony: { world: { learning: { rule: none } } }
      dry: { base: dry, world: }
      generalist: { rival: generalist, settings: { rate: 2 } }
      checkpoints: { voiceOf: colony, voice: checkpoints }
    primaries:
      - { name: pays, arm: colony, against: [generalist, checkpoints], above: -0.03, at: 0.3 }
  change:
    world: meadow
    tflops: 0.7
    read: { every: 0.1 }
    tasks: 8
    score: second-half
    arms:
      colony:
        world: {}
`;

const parse = (text: string) => parseContest(text, (name) => PRESETS[name] ?? null, 'paper.yaml');

describe('a manifest', () => {
  const contest = parse(MANIFEST);
  const [still, change] = contest.experiments;

  it('says what the contest is', () => {
    expect(contest).toMatchObject({
      name: 'small',
      about: 'What it is for.',
      salt: 'blue',
      seeds: ['1', '2', 'three'],
    });
    expect(contest.tuning).toEqual({ about: 'A grid.', tflops: 3, seeds: ['90'], salt: 'grey' });
    expect(contest.experiments.map(({ name, budget }) => [name, budget])).toEqual([
      ['still', 1e12],
      ['change', 0.7e12],
    ]);
  });

  it('lays the experiment’s parameters over the preset’s', () => {
    const { prices, heredity } = defaultConfig();
    expect(still!.config).toEqual({
      ...defaultConfig(),
      prices: { ...prices, base: 3, tau: 0.4 },
      heredity: { ...heredity, rank: 2 },
    });
  });

  it('lays an arm’s over both, whichever preset the arm stands on', () => {
    const [colony, dry] = still!.arms;
    expect(colony).toEqual({
      kind: 'world',
      name: 'colony',
      config: { ...still!.config, learning: { ...still!.config.learning, rule: 'none' } },
    });
    expect(dry).toMatchObject({ config: { prices: { base: 1, tau: 0.4 }, heredity: { rank: 2 } } });
  });

  it('tells rivals and voices from worlds', () => {
    expect(still!.arms.slice(2)).toEqual([
      { kind: 'rival', name: 'generalist', rival: 'generalist', settings: { rate: 2 } },
      { kind: 'voice', name: 'checkpoints', of: 'colony', voice: 'checkpoints' },
    ]);
    expect(runArmsOf(still!).map(({ name }) => name)).toEqual(['colony', 'dry', 'generalist']);
    expect(still!.arms.map(runAndVoiceOf)).toEqual([
      { run: 'colony', voice: '' },
      { run: 'dry', voice: '' },
      { run: 'generalist', voice: '' },
      { run: 'colony', voice: 'checkpoints' },
    ]);
  });

  it('is read at the end of the budget too', () => {
    expect(still!.marks).toEqual([0.3, 1]);
    expect(change!.marks).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]);
    expect(parse(MANIFEST.replace('every: 0.1', 'every: 0.3')).experiments[1]!.marks).toEqual([0.3, 0.6, 0.7]);
  });

  it('names a run’s definition by everything that it depends on, and by nothing else', () => {
    const of = (text: string) => {
      const [experiment] = parse(text).experiments;
      return runArmsOf(experiment!).map((arm) => definitionOf(experiment!, arm));
    };
    const [colony, dry, generalist] = of(MANIFEST);
    expect(new Set([colony, dry, generalist]).size).toBe(3);
    expect(of(MANIFEST.replace('rate: 2', 'rate: 3')).slice(0, 2)).toEqual([colony, dry]);
    expect(of(MANIFEST.replace('rate: 2', 'rate: 3'))[2]).not.toBe(generalist);
    expect(of(MANIFEST.replace('above: -0.03', 'above: 0').replace('seeds: [1,', 'seeds: [4, 1,'))).toEqual(
      of(MANIFEST),
    );
    for (const [before, after] of [
      ['tasks: 20', 'tasks: 21'],
      ['at: [0.3]', 'at: [0.3, 0.6]'],
      ['tflops: 1\n', 'tflops: 2\n'],
      ['tau: 0.4', 'tau: 0.5'],
    ] as const)
      expect(of(MANIFEST.replace(before, after)).filter((one) => of(MANIFEST).includes(one))).toEqual([]);
  });
});

describe('a mistake', () => {
  it.each([
    ['an unknown key', 'salt: blue', 'slat: blue', 'salt: must be a text in quotes'],
    [
      'an unknown key beside the others',
      'salt: blue',
      'salt: blue\nbudget: 3',
      'budget (line 7): there is no such key',
    ],
    [
      'an unknown key of an experiment',
      '    tasks: 20',
      '    tasks: 20\n    jobs: 2',
      'still.jobs (line 16): there is no',
    ],
    [
      'an unknown key of an arm',
      '{ rival: generalist,',
      '{ rival: generalist, rank: 3,',
      'generalist.rank (line 19): there',
    ],
    ['a seed twice', '[1, 2, three]', '[1, 2, "1"]', 'seeds.2 (line 7): the seed 1 stands there twice'],
    ['no seed', '[1, 2, three]', '[]', 'seeds (line 7)'],
    ['a seed that is none', '[1, 2, three]', '[1.5]', 'seeds.0 (line 7): must be a whole number or a name'],
    ['a budget of nothing', 'tflops: 1\n', 'tflops: 0\n', 'experiments.still.tflops (line 13)'],
    [
      'a moment after the budget',
      '[0.3]',
      '[0.3, 1.5]',
      'read.at.1 (line 14): the budget is 1 TFLOPs, so 1.5 is never',
    ],
    ['a moment twice', '[0.3]', '[0.3, 0.3]', 'read.at.1 (line 14): 0.3 stands there twice'],
    ['a stride beyond the budget', 'every: 0.1', 'every: 0.8', 'change.read.every (line 26): the budget is 0.7 TFLOPs'],
    ['no moments', '{ at: [0.3] }', '{}', 'still.read (line 14): must say when: at a list of TFLOPs, or every so many'],
    ['an unknown rival', 'rival: generalist', 'rival: genius', 'generalist.rival (line 19): must be generalist or'],
    [
      'a setting out of range',
      'rate: 2 }',
      'rate: 20 }',
      'arms.generalist.settings (line 19): the rival generalist cannot take this setting: rate: Too big',
    ],
    [
      'a setting that the rival does not have',
      'rate: 2 }',
      'watch: 2 }',
      'generalist.settings (line 19): the rival generalist cannot take',
    ],
    ['an arm of nothing', '{ rival: generalist,', '{', 'arms.generalist (line 19): must say what takes part'],
    ['an arm that is none', '{ base: dry, world: }', 'dry', 'arms.dry (line 18): must say what takes part'],
    [
      'a voice of nobody',
      'voiceOf: colony',
      'voiceOf: hive',
      'checkpoints.voiceOf (line 20): no arm with runs of its own is called hive; there are colony, dry, generalist',
    ],
    [
      'a voice of a voice',
      'voiceOf: colony',
      'voiceOf: checkpoints',
      'no arm with runs of its own is called checkpoints',
    ],
    [
      'a primary of nobody',
      'arm: colony, against',
      'arm: hive, against',
      'primaries.0.arm (line 22): no arm is called hive; there are colony, dry, generalist, checkpoints',
    ],
    [
      'a primary against nobody',
      '[generalist, checkpoints]',
      '[generalist, hive]',
      'primaries.0.against.1 (line 22): no arm is called hive',
    ],
    [
      'a primary against itself',
      '[generalist, checkpoints]',
      '[colony]',
      'primaries.0.against.0 (line 22): colony is set against itself',
    ],
    [
      'a primary at no reading',
      'at: 0.3 }',
      'at: 0.5 }',
      'primaries.0.at (line 22): nothing is read at 0.5 TFLOPs; readings are at 0.3, 1',
    ],
    [
      'two primaries of one name',
      '    primaries:',
      '    primaries:\n      - { name: pays, arm: dry, against: [colony], above: 0 }',
      'primaries.1.name (line 23): another primary is called “pays”',
    ],
    [
      'seeds that were tuned on',
      'seeds: [90]',
      'seeds: [90, 2]',
      'tuning.seeds.1 (line 8): 2 is one of the contest’s own seeds',
    ],
    ['a salt that was tuned on', 'salt: grey', 'salt: blue', 'tuning.salt (line 8): it is the contest’s own salt'],
    [
      'an unknown preset',
      'world: meadow\n    config',
      'world: moor\n    config',
      'still.world (line 11): there is no preset called “moor”',
    ],
    [
      'an unknown preset of an arm',
      'base: dry',
      'base: wet',
      'arms.dry.base (line 18): there is no preset called “wet”',
    ],
    [
      'an unknown parameter',
      '{ tau: 0.4 }',
      '{ tua: 0.4 }',
      'config.prices.tua (line 12): there is no such parameter; prices has base',
    ],
    [
      'an unknown group of an arm',
      '{ learning:',
      '{ learn:',
      'arms.colony.world.learn (line 17): there is no group of that name',
    ],
    [
      'a value out of range in an arm',
      'rule: none',
      'rule: magic',
      'world.learning.rule (line 17): must be one of none',
    ],
    [
      'a world with another rank',
      'rule: none }',
      'rule: none }, heredity: { rank: 4 }',
      'arms.colony (line 17): its heredity.rank is 4, and that of the experiment’s world, which all arms share, is 2',
    ],
    ['a name with a slash', '  change:', '  change/back:', 'experiments.change/back (line 23): a name is of letters'],
    ['no arms', '    arms:\n      colony:\n        world: {}\n', '    arms: {}\n', 'change.arms (line 29): is empty'],
    ['no experiments', /experiments:\n[^]*/, 'experiments: {}\n', 'experiments (line 9): is empty'],
    ['another kind', 'kind: contest', 'kind: learning', 'no “kind: contest”'],
  ])('%s', (_, before, after, what) => {
    const text = MANIFEST.replace(before, after);
    expect(text).not.toBe(MANIFEST);
    const error = errorOf(() => parse(text));
    expect(error.code).toBe('experiment-invalid');
    expect(error.sentence).toContain(what);
    expect(error.sentence).toMatch(/^The experiment file paper\.yaml [^\n]*[^.:]\.$/);
    expect(error.nextStep).toMatch(/\.$/);
  });

  it('in a preset is told under the preset’s own name', () => {
    const presets = () => 'version: 1\nname: meadow\nconfig: { prices: *x }\n';
    const error = errorOf(() => parseContest(MANIFEST, presets, 'paper.yaml'));
    expect(error.sentence).toMatch(/^The experiment file meadow\.yaml has a mistake at line 3/);
  });

  it('is not that the manifest is newer', () => {
    expect(errorOf(() => parse('version: 2\nkind: contest\n')).code).toBe('experiment-newer');
  });

  it('is an empty file', () => {
    expect(errorOf(() => parse('')).sentence).toContain('its beginning: it is empty');
  });
});

function errorOf(work: () => unknown): LabError {
  try {
    work();
  } catch (thrown) {
    return thrown as LabError;
  }
  throw new Error('it was read');
}
