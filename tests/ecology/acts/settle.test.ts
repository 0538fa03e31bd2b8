import { expect, it } from 'vitest';
import { settle } from '../../../src/ecology/acts/settle.ts';
import { cellName } from '../../../src/economy/cells.ts';
import { attemptOf, giveEnergy, turnOf, type TurnSetting } from '../../support/turns.ts';
import { ofType } from '../../support/worlds.ts';

/** One organelle's attempt in a cell that pays 2 E, at the cost of a reference answer. */
function settled(more: Parameters<typeof attemptOf>[2], setting: TurnSetting = {}) {
  const turn = turnOf({
    ...setting,
    config: { energy: { costScale: 1, maxEnergy: 50 }, ...setting.config },
    change: (world) => {
      world.cells.forEach((cell) => {
        cell.priceEnergy = 2;
      });
      setting.change?.(world);
    },
  });
  const organelle = turn.world.organelles[0]!;
  turn.attempts = [attemptOf(turn, organelle, more)];
  settle(turn);
  return { turn, organelle, episode: ofType(turn.events, 'episode')[0]! };
}

it('a solved task pays its price, the computation costs, and both are in the ledger', () => {
  const { turn, organelle, episode } = settled({});
  expect(episode).toMatchObject({ revenue: 2, cost: 1, paid: 1, overflow: 0 });
  expect(turn.balance(organelle)).toBe(turn.config.energy.founderEnergy + 1);
  expect(turn.ledger.total()).toBe(0);
});

it('an unsolved one costs, and nobody owes more than it has', () => {
  const { turn, organelle, episode } = settled(
    { solved: false, grade: 0 },
    { change: (world) => giveEnergy(world, 1, 0.25) },
  );
  expect(episode).toMatchObject({ revenue: 0, cost: 1, paid: 0.25 });
  expect(turn.balance(organelle)).toBe(0);
  expect(organelle.niches[episode.cell]!.value).toBeLessThan(0);
});

it('what exceeds the cap goes back to the environment', () => {
  const { turn, organelle, episode } = settled({}, { change: (world) => giveEnergy(world, 1, 49.5) });
  expect(episode.overflow).toBe(0.5);
  expect(turn.balance(organelle)).toBe(50);
  expect(turn.ledger.total()).toBe(0);
});

it('winter pays a share, and records count at the base price all the same', () => {
  const { turn, organelle, episode } = settled(
    {},
    { config: { organs: { winterEvery: 1, winterLength: 1, winterYield: 0.5 } } },
  );
  expect(episode.revenue).toBe(1);
  expect(organelle.records[episode.cell]).toMatchObject({ solved: 1, costSum: 1 });
  expect(organelle.records[episode.cell]!.standardRoi).toMatchObject({ n: 1, mean: turn.config.prices.base - 1 });
});

it('the cell takes the generation’s outcomes; cells that nobody tried stay', () => {
  const before = turnOf().world.cells;
  const { turn, episode } = settled({});
  turn.world.cells.forEach((cell, i) => {
    if (cellName(cell) === episode.cell) expect(cell).toMatchObject({ attempts: 1, solved: 1 });
    else expect(cell.attempts).toBe(before[i]!.attempts);
  });
});
