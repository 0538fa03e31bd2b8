import { expect, it } from 'vitest';
import { canaries } from '../../../src/ecology/acts/canaries.ts';
import { cellName } from '../../../src/economy/cells.ts';
import { makeElite, turnOf } from '../../support/turns.ts';
import { ofType } from '../../support/worlds.ts';

function withMasteredCell(canariesEvery: number, noted: boolean) {
  return turnOf({
    config: { organs: { canariesEvery, canaryTasks: 6 } },
    change: (world) => {
      const cell = world.cells.find(({ open }) => open)!;
      Object.assign(cell, { attempts: 100, solved: 100, successEma: 1 });
      makeElite(world, world.organelles[0]!, cell);
      if (noted) world.mastered = [{ family: cell.family, depth: 'short', n: 6, solved: 6 }];
    },
  });
}

it('a cell that is mastered for the first time is noted with what its elite reaches', async () => {
  const turn = withMasteredCell(5, false);
  await canaries(turn);
  const [mastered] = ofType(turn.events, 'mastered');
  const cell = turn.world.cells.find(({ attempts }) => attempts === 100)!;
  expect(mastered).toMatchObject({ cell: cellName(cell), organelle: 1, n: 6 });
  expect(turn.world.mastered).toEqual([{ family: cell.family, depth: cell.depth, n: 6, solved: mastered!.solved }]);
  expect(turn.flops.select).toBeGreaterThan(0);
});

it('is asked again in its generations, and paid or charged nothing', async () => {
  const turn = withMasteredCell(1, true);
  const before = turn.ledger.toJSON();
  await canaries(turn);
  const [canary] = ofType(turn.events, 'canary');
  expect(canary).toMatchObject({ organelle: 1, n: 6, reached: { n: 6, solved: 6 } });
  expect(canary!.regression).toBe(canary!.pValue <= 0.05);
  expect(turn.ledger.toJSON()).toEqual(before);
});

it('nothing happens while it is switched off', async () => {
  const turn = withMasteredCell(0, false);
  await canaries(turn);
  expect([turn.events, turn.flops]).toEqual([[], {}]);
});
