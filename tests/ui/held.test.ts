/** Niches in words: who holds each, what it wants, and what happened there of late, as long as it is news. */
import { describe, expect, it } from 'vitest';
import { WATCH_LENGTH } from '../../src/ecology/niches/watch.ts';
import type { CellView, NicheView, OrganelleView, View } from '../../src/record/fold/view.ts';
import { auditionWords, describeWatch, heldNiches, NEWS_KEPT, sinceWords, sumNiches } from '../../src/ui/world/held.ts';

const CELL = 'string.sort/short';

const organelle = (id: number, name: string, more: Partial<OrganelleView> = {}): [number, OrganelleView] => [
  id,
  { id, name, parents: [], diedGeneration: null, ...more } as OrganelleView,
];
const ORGANELLES = new Map([
  organelle(1, 'Alba', { diedGeneration: 10 }),
  organelle(2, 'Bero'),
  organelle(3, 'Cira', { parents: [2] }),
]);

function viewOf(generation: number, change: Partial<NicheView>, custom?: CellView['custom']): View {
  const niche: NicheView = {
    cell: CELL,
    holder: 2,
    watch: { outcomes: [], best: 0 },
    atBest: null,
    shelf: [],
    sinceGeneration: 10,
    how: 'newcomer',
    from: 1,
    starved: null,
    auditions: [],
    ...change,
  };
  const cell = { id: CELL, custom } as CellView;
  return {
    generation,
    organelles: ORGANELLES as View['organelles'],
    cells: new Map([[CELL, cell]]) as View['cells'],
    niches: new Map([[CELL, niche]]) as View['niches'],
  } as View;
}

const heldIn = (view: View) => heldNiches(view)[0]!;
const wordsIn = (view: View) => heldIn(view).news.map(({ words }) => words);

const STARVED: NicheView['starved'] = { generation: 10, organelle: 1, solved: 0, n: 4 };

describe('the news of a niche', () => {
  it('tell in order what it wants now, that it starves and who takes it', () => {
    const view = viewOf(11, { starved: STARVED }, { name: 'descending', sinceGeneration: 8 });
    expect(wordsIn(view)).toEqual(['wants descending now', 'starves: 0 of 4', 'taken by Bero, a newcomer']);
    expect(heldIn(view).custom).toBe('descending');
  });

  it.each([
    ['former', 2, 'taken by Bero, a former holder that returns'],
    ['neighbour', 3, 'taken by Cira, a child of its neighbour Bero'],
    ['split', 3, 'taken by Cira, a child of Bero'],
  ] as const)('name who took it as a %s', (how, holder, words) => {
    expect(wordsIn(viewOf(10, { how, holder }))).toEqual([words]);
  });

  it('tell of a holder that keeps it', () => {
    const heard = [
      { who: 'newcomer' as const, organelle: null, solved: 1 },
      { who: 'holder' as const, organelle: 2, solved: 2 },
    ];
    const audition = { generation: 30, why: 'starved' as const, tasks: 6, heard, winner: 1, organelle: 2 };
    const auditions = [{ ...audition, flops: 1, cost: 0, paid: 0 }];
    expect(wordsIn(viewOf(30, { auditions }))).toEqual(['its holder keeps it, 2 of 6 in the audition']);
    expect(auditionWords(audition)).toBe('Generation 30: its holder starved; each answered 6 tasks.');
  });

  it('grow old', () => {
    const setting = { starved: STARVED };
    expect(wordsIn(viewOf(10 + NEWS_KEPT - 1, setting))).toHaveLength(2);
    expect(wordsIn(viewOf(10 + NEWS_KEPT, setting))).toEqual([]);
  });

  it('are none where founders hold it from the beginning', () => {
    const view = viewOf(1, { how: 'founder', sinceGeneration: 0, from: null });
    expect(heldIn(view).news).toEqual([]);
    expect(sinceWords(heldIn(view).niche)).toBe('since generation 0, a founder');
  });
});

it('a usual form that came back is news, and no other custom', () => {
  const held = heldIn(viewOf(20, {}, { name: 'usual', sinceGeneration: 20 }));
  expect(held.custom).toBeNull();
  expect(held.news.map(({ words }) => words)).toEqual(['wants its usual form again']);
});

it('a holder that lives no more holds nothing', () => {
  expect(heldIn(viewOf(12, { holder: 1 })).holder).toBeNull();
  expect(heldIn(viewOf(12, {})).holder?.name).toBe('Bero');
});

it('the watch is told in numbers', () => {
  const outcomes = [true, true, false, true];
  const held = heldIn(viewOf(12, { watch: { outcomes, best: 7 / WATCH_LENGTH } }));
  expect(describeWatch(held)).toContain('3 of 4 solved. At best 7 of 8.');
});

it('the map says how many hold how much', () => {
  expect(sumNiches(heldNiches(viewOf(12, {})))).toBe('1 niche, 1 holder');
  expect(sumNiches(heldNiches(viewOf(12, {}, { name: 'descending', sinceGeneration: 1 })))).toBe(
    '1 niche, 1 holder, 1 with another custom than usual',
  );
  expect(sinceWords(viewOf(12, {}).niches.get(CELL)!)).toBe('since generation 10, a newcomer then');
});
