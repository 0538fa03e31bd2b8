/** What mechanisms were worth, against sums done by hand. */
import { describe, expect, it } from 'vitest';
import type { Event, EventOf } from '../../../src/ecology/events/events.ts';
import { foldMechanisms } from '../../../src/record/fold/mechanisms.ts';
import type { OrganelleView } from '../../../src/record/fold/view.ts';

/** Episodes whose ROI is `roi`; what else they tell does not matter here. */
function episodes(organelle: number, ...rois: number[]): Event[] {
  return rois.map((roi) => ({ type: 'episode', organelle, choice: 'foraging', revenue: roi + 1, cost: 1 }) as Event);
}

function organelle(id: number, about: Partial<OrganelleView>): [number, OrganelleView] {
  return [id, { id, operator: 'founder', novel: false, morphed: null, ...about } as OrganelleView];
}

it('ways into the world are worth what their organelles earn in every episode', () => {
  const organelles = new Map([
    organelle(1, {}),
    organelle(2, { operator: 'split' }),
    organelle(3, { operator: 'split', novel: true }),
    organelle(4, { operator: 'immigrant' }),
  ]);
  const events = [...episodes(1, 5), ...episodes(2, 1, 2), ...episodes(3, -0.5), ...episodes(4, 3)];
  const { splits, novelty, immigrants, foraging } = foldMechanisms({}, 7, events, organelles);
  expect(splits).toMatchObject({ fired: 0, lastGeneration: null, worth: { n: 3, mean: 2.5 / 3 } });
  expect(novelty).toMatchObject({ fired: 0, worth: { n: 1, mean: -0.5 } });
  expect(immigrants).toMatchObject({ fired: 0, worth: { n: 1, mean: 3 } });
  expect(foraging).toMatchObject({ fired: 5, lastGeneration: 7, worth: { n: 5, mean: 2.1 } });
});

it('who returns to a niche from its shelf is no immigrant', () => {
  const organelles = new Map([organelle(4, { operator: 'immigrant' })]);
  const born = { type: 'born', organelle: 4, operator: 'immigrant' } as Event;
  const taken = { type: 'niche-taken', cell: 'math/short', organelle: 4, how: 'former' } as Event;
  const watched = { ...episodes(4, 3)[0], choice: 'watch' } as Event;
  expect(foldMechanisms({}, 7, [born, taken, watched], organelles).immigrants).toBeUndefined();
  expect(foldMechanisms({}, 7, [born, ...episodes(4, 3)], organelles).immigrants).toMatchObject({ fired: 1 });
});

it('routing is worth what its elites solve beyond the best single one', () => {
  const measured = { type: 'measured', elite: { mean: 0.5 }, portfolio: { mean: 0.75 } } as Event;
  const { routing } = foldMechanisms({}, 25, [measured], new Map());
  expect(routing).toMatchObject({ fired: 1, lastGeneration: 25, worth: { n: 1, mean: 0.25 } });
});

it('a change of rank is worth what later episodes earn more than those before it, from the next generation on', () => {
  const grown = { generation: 4, why: 'saturated', roiBefore: 0.25 } as const;
  const shrunk = { generation: 4, why: 'idle', roiBefore: -0.5 } as const;
  const organelles = new Map([organelle(1, { morphed: grown }), organelle(2, { morphed: shrunk })]);
  const morphed = (why: EventOf<'morphed'>['why']) => ({ type: 'morphed', why }) as Event;
  const before = foldMechanisms({}, 4, [...episodes(1, 9), morphed('saturated'), morphed('idle')], organelles);
  expect(before.growth).toEqual({ fired: 1, lastGeneration: 4, worth: { n: 0, mean: 0, squares: 0 } });
  const after = foldMechanisms(before, 5, [...episodes(1, 1, 0), ...episodes(2, -1)], organelles);
  expect(after.growth).toMatchObject({ fired: 1, lastGeneration: 4, worth: { n: 2, mean: 0.25 } });
  expect(after.pruning).toMatchObject({ fired: 1, worth: { n: 1, mean: -0.5 } });
});

describe('auditions', () => {
  const heard = (...each: [EventOf<'auditioned'>['heard'][number]['who'], number][]) =>
    each.map(([who, solved], organelle) => ({ who, organelle, solved }));
  const audition = (winner: number, ...each: Parameters<typeof heard>): Event =>
    ({ type: 'auditioned', tasks: 8, winner, heard: heard(...each) }) as Event;

  it('are worth what the winner solves beyond the holder, and each winner what it solves beyond all others', () => {
    const events = [
      audition(0, ['newcomer', 2], ['holder', 0], ['former', 3]),
      audition(2, ['newcomer', 1], ['holder', 2], ['former', 8], ['neighbour', 4]),
      audition(1, ['newcomer', 0], ['neighbour', 6]),
      audition(1, ['newcomer', 0], ['holder', 1]),
      audition(0, ['newcomer', 0]),
    ];
    const told = foldMechanisms({}, 3, events, new Map());
    // Two eighths, six eighths, and nothing where the holder stays; unknown where no holder was heard.
    expect(told.auditions).toMatchObject({ fired: 5, lastGeneration: 3, worth: { n: 3 } });
    expect(told.auditions!.worth.mean).toBeCloseTo(1 / 3, 12);
    expect(told.newcomers).toMatchObject({ fired: 2, worth: { n: 1, mean: -1 / 8 } });
    expect(told.formerHolders).toMatchObject({ fired: 1, worth: { n: 1, mean: 4 / 8 } });
    expect(told.neighbours).toMatchObject({ fired: 1, worth: { n: 1, mean: 6 / 8 } });
  });

  it('are not needed where holders rest: a niche is watched and not practised for', () => {
    const episode = (cell: string, choice: string) => ({ type: 'episode', organelle: 1, cell, choice }) as Event;
    const events = [
      ...[episode('math/short', 'watch'), episode('math/short', 'watch'), episode('math/short', 'practice')],
      ...[episode('list.sort/short', 'watch'), episode('string.sort/short', 'watch')],
    ];
    const known = new Map([organelle(1, {})]);
    expect(foldMechanisms({}, 3, events, known).rest).toMatchObject({ fired: 2, lastGeneration: 3 });
  });
});
