/** Niches that starve or stand empty: who is heard, who takes them, who pays, and what is kept of those who held them. */
import { describe, expect, it } from 'vitest';
import { colonise } from '../../../src/ecology/acts/niches/colonise.ts';
import type { ConfigInput } from '../../../src/ecology/config/config.ts';
import type { EventOf } from '../../../src/ecology/events/events.ts';
import type { Turn } from '../../../src/ecology/world/turn.ts';
import { weightsInUse, type World } from '../../../src/ecology/world/world.ts';
import { attemptOf, turnOf } from '../../support/turns.ts';
import { ofType } from '../../support/worlds.ts';

const OPENING = ['list.sort/short', 'string.sort/short', 'math/short'];
const COLONY: ConfigInput = {
  population: { survival: 'niche', founders: 3, capacity: 8, maxAge: 0 },
  energy: { founderEnergy: 100 },
  cells: { opening: OPENING },
};

/** A colony whose first niche was well held, and is watched again. */
function colony({ config = {}, solved, best = 1, change }: Setting): Turn {
  const turn = turnOf({
    config: { ...COLONY, ...config },
    change: (world) => {
      world.niches![0]!.watch = { outcomes: Array.from({ length: 8 }, () => true), best };
      change?.(world);
    },
  });
  const [holder] = turn.world.organelles;
  turn.attempts = solved.map((each) =>
    attemptOf(turn, holder!, { cell: OPENING[0]!, choice: 'watch', solved: each, grade: Number(each) }),
  );
  return turn;
}

interface Setting {
  config?: ConfigInput;
  solved: boolean[];
  best?: number;
  change?: (world: World) => void;
}

const starving = [false, false, true, false];
const auditionIn = (turn: Turn): EventOf<'auditioned'> => ofType(turn.events, 'auditioned')[0]!;
const formerOf = (turn: Turn, of: number) => {
  const { id, weights, lineage, depth } = turn.world.organelles[of]!;
  return { weights, organelle: id, lineage, depth, share: 1 };
};

describe('a niche that is watched', () => {
  it('stays with who lives well there, or never did', async () => {
    const well = colony({ solved: [true, false, true, true] });
    await colonise(well);
    expect(well.events).toEqual([]);
    const young = colony({
      solved: starving,
      best: 0.5,
      change: (world) => {
        world.niches![0]!.watch.outcomes = [];
      },
    });
    await colonise(young);
    expect(young.events).toEqual([]);
    expect(young.world.niches![0]!.watch).toEqual({ outcomes: starving, best: 0.5 });
  });

  it('keeps the weights of its holder at their best, for as long as the world lives', async () => {
    const turn = colony({ solved: [true, true, true, true] });
    await colonise(turn);
    const [holder] = turn.world.organelles;
    expect(turn.world.niches![0]!.atBest).toEqual(formerOf(turn, 0));
    holder!.weights = turn.world.organelles[1]!.weights;
    expect(weightsInUse(turn.world)).toContain(turn.world.niches![0]!.atBest!.weights);
  });

  it('is not moved by practised answers', async () => {
    const turn = colony({ solved: starving });
    turn.attempts.forEach((attempt) => {
      attempt.choice = 'practice';
    });
    await colonise(turn);
    expect(turn.events).toEqual([]);
  });
});

describe('a niche that starves', () => {
  it('is auditioned for by a newcomer, its holder, those before it and its neighbours; the winner pays', async () => {
    const turn = colony({
      solved: starving,
      change: (world) => {
        const { id, weights, lineage, depth } = world.organelles[2]!;
        world.niches![0]!.shelf = [{ weights, organelle: id, lineage, depth, share: 1 }];
      },
    });
    const before = turn.world.niches![0]!.holder;
    await colonise(turn);
    const event = auditionIn(turn);
    expect(ofType(turn.events, 'niche-starved')).toMatchObject([
      { cell: OPENING[0], organelle: before, solved: 1, n: 4 },
    ]);
    expect(event.heard.map(({ who }) => who)).toEqual(['newcomer', 'holder', 'former', 'neighbour']);
    const trusted = event.heard.map(({ who, solved }) => solved + (who === 'newcomer' || who === 'holder' ? 1 : 0));
    expect(event.winner).toBe(trusted.indexOf(Math.max(...trusted)));
    expect(event.organelle).toBe(turn.world.niches![0]!.holder);
    expect(event.paid).toBe(event.cost);
    expect(event.cost).toBeGreaterThan(0);
    expect(turn.flops['select']).toBe(event.flops);
    expect(turn.ledger.total()).toBe(0);
  });

  it('goes to a newcomer where nobody else is heard, and its holder dies and is remembered at its best', async () => {
    const alone = { niches: { neighbours: 'off' as const, auditionTasks: 2 } };
    const turns = Array.from({ length: 8 }, (_, i) =>
      colony({ config: { ...alone, heredity: { rank: i + 1, maxRank: 8 } }, solved: starving }),
    );
    for (const turn of turns) {
      turn.world.niches![0]!.atBest = formerOf(turn, 0);
      await colonise(turn);
    }
    const takenOver = turns.filter((turn) => auditionIn(turn).heard[auditionIn(turn).winner]!.who === 'newcomer');
    const kept = turns.filter((turn) => auditionIn(turn).heard[auditionIn(turn).winner]!.who === 'holder');
    expect([takenOver.length > 0, kept.length > 0]).toEqual([true, true]);
    for (const turn of takenOver) {
      const [niche] = turn.world.niches!;
      expect(ofType(turn.events, 'born')).toMatchObject([{ operator: 'founder', parents: [] }]);
      expect(ofType(turn.events, 'retired')).toMatchObject([{ organelle: 1, why: 'displaced' }]);
      expect(niche!.shelf.map(({ organelle }) => organelle)).toEqual([1]);
      expect(niche!.watch).toEqual({ outcomes: [], best: 0 });
    }
    for (const turn of kept) {
      expect(ofType(turn.events, 'niche-taken')).toEqual([]);
      expect(turn.world.niches![0]).toMatchObject({ holder: 1, watch: { outcomes: [], best: 1 } });
    }
  });

  it('is left by a holder that lives elsewhere too', async () => {
    const turn = colony({
      config: { niches: { neighbours: 'off', auditionTasks: 2 } },
      solved: starving,
      change: (world) => {
        world.niches![1]!.holder = 1;
      },
    });
    await colonise(turn);
    expect(ofType(turn.events, 'retired')).toEqual([]);
    expect(turn.world.organelles.some(({ id }) => id === 1)).toBe(true);
  });
});

describe('a niche that nobody holds', () => {
  it('is auditioned for, and filled', async () => {
    const turn = colony({
      solved: [],
      change: (world) => {
        world.niches![2]!.holder = null;
      },
    });
    await colonise(turn);
    expect(auditionIn(turn)).toMatchObject({ cell: OPENING[2], why: 'vacant' });
    expect(turn.world.niches![2]!.holder).toBe(auditionIn(turn).organelle);
  });

  it('stays empty where nobody can be heard', async () => {
    const turn = colony({
      config: { niches: { newcomers: 'off', neighbours: 'off' } },
      solved: [],
      change: (world) => {
        world.niches![2]!.holder = null;
      },
    });
    await colonise(turn);
    expect(turn.events).toEqual([]);
  });
});
