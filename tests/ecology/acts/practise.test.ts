/** Who is watched and who practises where survival is by niche. */
import { expect, it } from 'vitest';
import { choose } from '../../../src/ecology/acts/choose.ts';
import type { ConfigInput } from '../../../src/ecology/config/config.ts';
import type { World } from '../../../src/ecology/world/world.ts';
import { giveEnergy, turnOf } from '../../support/turns.ts';

const OPENING = ['list.sort/short', 'string.sort/short', 'math/short'];
const COLONY: ConfigInput = {
  population: { survival: 'niche', founders: 3, capacity: 8, maxAge: 0 },
  cells: { opening: OPENING },
  niches: { watch: 3, rest: 1 },
  learning: { rule: 'backprop', trials: 10, threshold: 2 },
};
const well = { outcomes: Array.from({ length: 8 }, () => true), best: 1 };

function attempts(config: ConfigInput, change?: (world: World) => void) {
  const turn = turnOf({ config: { ...COLONY, ...config }, change });
  choose(turn);
  const count = (cell: string, choice: string) =>
    turn.attempts.filter((attempt) => attempt.cell === cell && attempt.choice === choice).length;
  return {
    turn,
    watched: OPENING.map((cell) => count(cell, 'watch')),
    practised: OPENING.map((cell) => count(cell, 'practice')),
  };
}

it('watches every niche greedily, and practises by sampling where nobody lives well yet', () => {
  const { turn, watched, practised } = attempts({}, (world) => {
    world.niches![1]!.watch = well;
  });
  expect(watched).toEqual([3, 3, 3]);
  expect(practised).toEqual([10, 0, 10]);
  for (const { choice, temperature, organelle, cell, task } of turn.attempts) {
    expect(temperature).toBe(choice === 'practice' ? 1 : 0);
    expect(organelle.id).toBe(1 + OPENING.indexOf(cell));
    expect(`${task.family}/${task.depth} ${task.pool}`).toBe(`${cell} train`);
  }
});

it('lets nobody rest where rest is out of reach, nobody practise without a rule, and nobody who cannot pay', () => {
  const restless = attempts({ niches: { watch: 3, rest: 1.1 } }, (world) => {
    world.niches![1]!.watch = well;
  });
  expect(restless.practised).toEqual([10, 10, 10]);
  expect(attempts({ learning: { rule: 'none' } }).practised).toEqual([0, 0, 0]);
  expect(attempts({}, (world) => giveEnergy(world, 2, 2)).practised).toEqual([10, 0, 10]);
});

it('shares out the practice of one that holds several niches, and the least taught come first', () => {
  const ancestor = attempts({ population: { ...COLONY.population, founders: 1 } });
  expect(ancestor.watched).toEqual([3, 3, 3]);
  expect(ancestor.practised).toEqual([5, 5, 5]);
  const one = attempts({ learning: { ...COLONY.learning, learners: 1 } }, (world) => {
    world.organelles.forEach((organelle, i) => {
      organelle.updates = [4, 2, 3][i]!;
    });
  });
  expect(one.practised).toEqual([0, 10, 0]);
});

it('leaves a niche alone that nobody holds', () => {
  expect(
    attempts({}, (world) => {
      world.niches![0]!.holder = null;
    }).watched,
  ).toEqual([0, 3, 3]);
});

it('practises in groups, and first what its holder got wrong before, once it solves half of what it is asked', () => {
  const [hard, harder] = ['prompt a', 'prompt b'].map((prompt) => ({
    task: { family: 'list.sort', depth: 'short' as const, prompt, target: [1], id: prompt, pool: 'train' as const },
  }));
  const practised = (watch: boolean[]) => {
    const { turn } = attempts({ niches: { watch: 4, rest: 1, group: 2, stubborn: 0.5 } }, (world) => {
      world.niches![0]!.watch = { outcomes: watch, best: 0 };
      world.stubborn = { [OPENING[0]!]: [hard!, harder!] };
    });
    return turn.attempts.flatMap(({ cell, choice, task }) =>
      cell === OPENING[0] && choice === 'practice' ? [task.id] : [],
    );
  };
  const half = practised([true, false, true, false]);
  expect(half).toHaveLength(10);
  expect(half.slice(0, 4)).toEqual(['prompt a', 'prompt a', 'prompt b', 'prompt b']);
  for (let i = 0; i < 10; i += 2) expect(half[i + 1]).toBe(half[i]);
  expect(practised([true, false, false, false])).not.toContain('prompt a');
});
