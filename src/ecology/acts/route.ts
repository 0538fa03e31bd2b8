/**
 * Step 9, after the archive. When the portfolio's router is the bandit, it lets elites answer a few select tasks of the open
 * cells and learns from what they solve. Nobody is paid or charged. With any other router nothing is computed.
 */
import { chooseArm, pruned, withReward } from '../../routing/bandit.ts';
import { familyOf } from '../../tasks/families.ts';
import { drawTasks } from '../../tasks/pools.ts';
import { contextsOf, newBandit, openCells } from '../portfolio.ts';
import type { Act, Turn } from '../turn.ts';

const TASKS = 8;

export const route: Act = async (turn) => {
  const { world, host } = turn;
  const { entries } = world.archive;
  if (turn.config.measure.router !== 'bandit' || entries.length === 0) return;
  const bandit = world.bandit ?? (await begin(turn));
  const tasks = drawTasks(openCells(world), 'select', TASKS, turn.random('route-tasks'));
  const { contexts, flops } = await contextsOf(
    host,
    { seed: world.seed, bandit },
    tasks.map(({ prompt }) => prompt),
  );
  turn.spend('select', flops);
  const key = [world.seed, 'route', turn.generation] as const;
  const rows = tasks.map((task, i) => {
    const context = contexts[i]!;
    return { task, context, arm: chooseArm(bandit.state, entries, context, [...key, task.id])! };
  });
  const solved = await answer(turn, rows);
  const learnt = rows.reduce(
    (state, { arm, context }, i) => withReward(state, arm, context, solved[i] ? 1 : 0),
    bandit.state,
  );
  world.bandit = { ...bandit, state: pruned(learnt, entries) };
  turn.emit({
    type: 'routed',
    n: rows.length,
    solved: solved.filter(Boolean).length,
    organelles: [...new Set(rows.map(({ arm }) => arm.organelle))].sort((a, b) => a - b),
  });
};

async function begin(turn: Turn) {
  const { bandit, flops } = await newBandit(turn.world, turn.host);
  turn.spend('select', flops);
  return bandit;
}

/** Whether each task is solved by the arm that was chosen for it, greedily. */
async function answer(
  turn: Turn,
  rows: readonly { task: ReturnType<typeof drawTasks>[number]; arm: { weights: string } }[],
): Promise<boolean[]> {
  const { host, adapters, config } = turn;
  const { signal, breathe } = turn.options;
  const answers = await host.decode(
    rows.map(({ task, arm }) => ({
      ...{ prompt: host.encodePrompt(task.prompt), adapter: adapters.get(arm.weights)! },
      ...{ maxNewTokens: config.attempts.maxNewTokens, temperature: 0, topP: 1 },
      random: turn.random('route-greedy', task.id),
    })),
    { signal, breathe },
  );
  return answers.map(({ tokens, promptTokens }, i) => {
    const { task, arm } = rows[i]!;
    turn.spend('select', host.cost.flops(promptTokens, tokens.length, adapters.get(arm.weights)!.rank));
    return familyOf(task.family).grade(host.decodeText(tokens), task.target).solved;
  });
}
