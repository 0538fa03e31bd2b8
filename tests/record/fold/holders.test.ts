/** Who holds which niche, as the journal alone tells it: against figures by hand, and against the world that wrote it. */
import { describe, expect, it } from 'vitest';
import { configSchema, type ConfigInput } from '../../../src/ecology/config/config.ts';
import { Engine } from '../../../src/ecology/engine.ts';
import type { Event, EventOf, GenerationRecord } from '../../../src/ecology/events/events.ts';
import type { NicheState } from '../../../src/ecology/niches/niche.ts';
import { foldRecord } from '../../../src/record/fold/fold.ts';
import { AUDITIONS_KEPT } from '../../../src/record/fold/holders.ts';
import type { View } from '../../../src/record/fold/view.ts';
import { child, ended, episode, founder, hexHash, pageOf, started } from '../../support/journal-maker.ts';
import { tinyHost } from '../../support/tiny-host.ts';

const CELL = 'string.sort/short';
const config = configSchema.parse({
  population: { survival: 'niche', founders: 1 },
  cells: { opening: [CELL] },
  niches: { shelf: 1 },
});

const taken = (organelle: number, from: number | null, how: EventOf<'niche-taken'>['how']): EventOf<'niche-taken'> => ({
  type: 'niche-taken',
  cell: CELL,
  organelle,
  from,
  how,
});

const watched = (organelle: number, ...outcomes: number[]): Event[] =>
  outcomes.map((solved, index) =>
    episode({ index, organelle, cell: CELL, choice: 'watch', solved: solved === 1, revenue: 0, cost: 0, paid: 0 }),
  );

const auditioned = (change: Partial<EventOf<'auditioned'>>): EventOf<'auditioned'> => ({
  type: 'auditioned',
  cell: CELL,
  why: 'starved',
  tasks: 6,
  heard: [
    { who: 'newcomer', organelle: null, solved: 2 },
    { who: 'holder', organelle: 1, solved: 0 },
  ],
  winner: 0,
  organelle: 2,
  flops: 9,
  cost: 0,
  paid: 0,
  ...change,
});

/** The holder lives well, the custom changes, it starves, and a newcomer takes its niche. */
const pages = [
  pageOf(0, [
    started(config),
    { type: 'cell-opened', cell: CELL, why: 'start' },
    founder(1, 12),
    taken(1, null, 'founder'),
    ended(0),
  ]),
  pageOf(1, [...watched(1, 1, 1, 1, 0), ended(1)]),
  pageOf(2, [...watched(1, 1, 1, 1, 1), ended(2)]),
  pageOf(3, [
    { type: 'custom-changed', cell: CELL, from: 'usual', to: 'descending' },
    ...watched(1, 0, 0, 0, 1),
    { type: 'niche-starved', cell: CELL, organelle: 1, solved: 1, n: 4, best: 7 / 8 },
    { ...founder(2, 12), name: 'Newt' },
    taken(2, 1, 'newcomer'),
    auditioned({}),
    { type: 'retired', organelle: 1, why: 'displaced', estate: 12 },
    ended(3),
  ]),
  pageOf(4, [...watched(2, 1, 0, 1, 0), ended(4)]),
];

const viewsOf = (records: readonly GenerationRecord[]): View[] =>
  records.reduce<View[]>((views, record) => [...views, foldRecord(views.at(-1) ?? null, record)], []);

describe('a niche', () => {
  const views = viewsOf(pages);
  const at = (generation: number) => views[generation]!.niches.get(CELL)!;

  it('is told with its holder, the watch over it and its best weights', () => {
    expect(at(0)).toMatchObject({ holder: 1, sinceGeneration: 0, how: 'founder', from: null, atBest: null, shelf: [] });
    expect(at(1).watch).toEqual({ outcomes: [true, true, true, false], best: 0 });
    expect(at(1).atBest).toMatchObject({ organelle: 1, weights: hexHash(1), share: 0.75 });
    expect(at(2).watch.best).toBe(7 / 8);
    expect(at(2).atBest).toMatchObject({ share: 7 / 8 });
  });

  it('that starves is told with who takes it, and who held it is on the shelf', () => {
    expect(at(3)).toMatchObject({
      holder: 2,
      sinceGeneration: 3,
      how: 'newcomer',
      from: 1,
      watch: { outcomes: [], best: 0 },
      atBest: null,
      shelf: [{ organelle: 1, weights: hexHash(1), share: 7 / 8 }],
      starved: { generation: 3, organelle: 1, solved: 1, n: 4 },
    });
    expect(at(3).auditions).toMatchObject([{ generation: 3, why: 'starved', tasks: 6, winner: 0, organelle: 2 }]);
    expect(views[3]!.cells.get(CELL)!.custom).toEqual({ name: 'descending', sinceGeneration: 3 });
    expect(at(4).watch.outcomes).toEqual([true, false, true, false]);
  });

  it('shows at an earlier moment what was known then', () => {
    expect(at(2).holder).toBe(1);
    expect(at(2).starved).toBeNull();
    expect(viewsOf(pages.slice(0, 3))[2]!.niches).toEqual(views[2]!.niches);
  });

  it('counts only what its holder proved there while it was watched', () => {
    const others = [
      ...watched(2, 1),
      episode({ organelle: 1, cell: CELL, choice: 'practice', revenue: 0, cost: 0, paid: 0 }),
    ];
    const page = pageOf(1, [founder(2, 1), ...others, ended(1)]);
    expect(viewsOf([pages[0]!, page])[1]!.niches.get(CELL)!.watch.outcomes).toEqual([]);
  });

  it('that a child takes by a split keeps what was seen, and its parent’s best weights are the child’s', () => {
    const split = pageOf(3, [child(2, 1, 1, 1), taken(2, 1, 'split'), ended(3)]);
    const niche = viewsOf([...pages.slice(0, 3), split])[3]!.niches.get(CELL)!;
    expect(niche.watch.outcomes).toHaveLength(8);
    expect(niche.atBest).toMatchObject({ organelle: 2, share: 7 / 8 });
    expect(niche.shelf).toMatchObject([{ organelle: 1 }]);
  });

  it('begins a new watch where its holder wins the audition, and remembers the newest auditions', () => {
    const wins = auditioned({ winner: 1, organelle: 1 });
    const later = Array.from({ length: AUDITIONS_KEPT + 2 }, (_, i) => pageOf(3 + i, [wins, ended(3 + i)]));
    const niche = viewsOf([...pages.slice(0, 3), ...later])
      .at(-1)!
      .niches.get(CELL)!;
    expect(niche).toMatchObject({ holder: 1, watch: { outcomes: [], best: 7 / 8 }, atBest: { share: 7 / 8 } });
    expect(niche.auditions.map(({ generation }) => generation)).toEqual([5, 6, 7, 8, 9, 10]);
  });

  it('that nobody ever held cannot starve', () => {
    const page = pageOf(1, [auditioned({ cell: 'math/short' }), ended(1)]);
    expect(() => viewsOf([pages[0]!, page])).toThrow(/the niche math\/short/);
  });

  it('marks the timeline by the names of those who take it', () => {
    const labels = views[3]!.marks.filter(({ kind }) => ['custom', 'starved', 'taken'].includes(kind));
    expect(labels.map(({ kind, label }) => [kind, label])).toEqual([
      ['custom', `${CELL} wants descending now`],
      ['starved', `${CELL} starves: 1 of 4`],
      ['taken', `${CELL} is taken by Newt, a newcomer`],
    ]);
  });
});

it('a world’s niches are at every generation what its journal makes of them', async () => {
  const colony: ConfigInput = {
    population: { survival: 'niche', founders: 2, capacity: 8, maxAge: 0 },
    energy: { founderEnergy: 60, maxEnergy: 1000 },
    heredity: { birthEnergy: 40 },
    niches: { shelf: 2 },
    cells: { opening: ['list.sort/short', 'string.sort/short', 'string.reverse/short', 'math/short'] },
    organs: { customsPeriod: 2e-6 },
    measure: { every: 0 },
  };
  const parsed = configSchema.parse(colony);
  const { engine, outcome } = Engine.begin({ seed: '1', name: 'test', config: parsed, host: tinyHost(), lab: 'test' });
  let view = foldRecord(null, outcome.record);
  const seen = new Set<string>();
  for (let generation = 1; generation <= 50; generation++) {
    view = foldRecord(view, (await engine.generation()).record);
    const essence = ({ cell, holder, watch, atBest, shelf }: NicheState) => ({ cell, holder, watch, atBest, shelf });
    const told = [...view.niches.values()].map(essence);
    expect(told).toEqual(engine.world.niches);
    for (const { how, shelf } of view.niches.values()) seen.add(how).add(`shelf of ${shelf.length}`);
  }
  expect([...seen]).toEqual(expect.arrayContaining(['newcomer', 'split', 'shelf of 1', 'shelf of 2']));
});
