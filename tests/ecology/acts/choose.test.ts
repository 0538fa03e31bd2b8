import { expect, it } from 'vitest';
import { choose } from '../../../src/ecology/acts/choose.ts';
import { cellName } from '../../../src/economy/cells.ts';
import { poolOfPrompt } from '../../support/pool-of.ts';
import { turnOf } from '../../support/turns.ts';

function chosen(change: Parameters<typeof turnOf>[0] = {}) {
  const turn = turnOf(change);
  turn.world.organelles.forEach(({ id }, i) => turn.allotment.set(id, i));
  choose(turn);
  return turn;
}

it('makes as many attempts as were allotted, unanswered, at train tasks of open cells', () => {
  const turn = chosen();
  const open = new Set(turn.world.cells.filter((cell) => cell.open).map(cellName));
  turn.world.organelles.forEach((organelle, i) =>
    expect(turn.attempts.filter((attempt) => attempt.organelle === organelle)).toHaveLength(i),
  );
  for (const { cell, task, answer, flops } of turn.attempts) {
    expect(open.has(cell)).toBe(true);
    expect(cell).toBe(`${task.family}/${task.depth}`);
    expect(poolOfPrompt(task.prompt)).toBe('train');
    expect([answer, flops]).toEqual(['', 0]);
  }
});

it('an organelle’s choices do not depend on its neighbours', () => {
  const all = chosen();
  const fewer = turnOf();
  fewer.world.organelles.forEach(({ id }, i) => fewer.allotment.set(id, i === 3 ? 3 : 0));
  choose(fewer);
  const ofFourth = all.attempts.filter(({ organelle }) => organelle.id === 4);
  expect(fewer.attempts.map(({ task }) => task.id)).toEqual(ofFourth.map(({ task }) => task.id));
});

it('the controller chooses always, never, or as often as it may', () => {
  const shareOf = (lpMix: number) => {
    const { attempts } = chosen({ config: { cells: { lpMix } } });
    return attempts.filter(({ choice }) => choice === 'controller').length / attempts.length;
  };
  expect(shareOf(1)).toBe(1);
  expect(shareOf(0)).toBe(0);
});
