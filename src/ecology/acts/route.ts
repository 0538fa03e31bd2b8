/**
 * When the portfolio's router is the bandit, it lets elites answer a few select tasks of the open
 * cells and learns from what they solve. Nobody is paid or charged. With any other router nothing is computed.
 */
import { chooseArm, pruned, withReward } from '../../routing/bandit.ts';
import { routerOf } from '../../routing/router.ts';
import { drawTasks } from '../../tasks/pools.ts';
import { answerGreedily } from '../judging/greedy.ts';
import { contextsOf, newBandit, openCells } from '../world/portfolio.ts';
import { generationKey } from '../world/purposes.ts';
import type { Act, Turn } from '../world/turn.ts';

const TASKS = 8;

export const route: Act = async (turn) => {
  const { world, host } = turn;
  const { entries } = world.archive;
  if (!routerOf(turn.config.measure.router).needsContext || entries.length === 0) return;
  const bandit = world.bandit ?? (await begin(turn));
  const tasks = drawTasks(openCells(world), 'select', TASKS, turn.random('route-tasks'));
  const { contexts, flops } = await contextsOf(
    host,
    { seed: world.seed, bandit },
    tasks.map(({ prompt }) => prompt),
  );
  turn.spend('select', flops);
  const rows = tasks.map((task, i) => {
    const context = contexts[i]!;
    return { task, context, arm: chooseArm(bandit.state, entries, context, generationKey(world, 'route', task.id))! };
  });
  const answers = await answerGreedily(
    turn,
    'select',
    rows.map(({ task, arm }) => ({ task, adapter: turn.adapters.get(arm.weights)! })),
  );
  const learnt = rows.reduce(
    (state, { arm, context }, i) => withReward(state, arm, context, Number(answers[i]!.solved)),
    bandit.state,
  );
  world.bandit = { ...bandit, state: pruned(learnt, entries) };
  turn.emit({
    type: 'routed',
    n: rows.length,
    solved: answers.filter(({ solved }) => solved).length,
    organelles: [...new Set(rows.map(({ arm }) => arm.organelle))].sort((a, b) => a - b),
  });
};

async function begin(turn: Turn) {
  const { bandit, flops } = await newBandit(turn.world, turn.host);
  turn.spend('select', flops);
  return bandit;
}
