/**
 * The ecology's parameters evolve: a challenger is proposed, it and the incumbent take turns over windows, each
 * window is judged at its end on select tasks, free of charge, and then one of the two stays. See src/ecology/meta.ts for
 * the rule. Values change between generations only, and every change is an event that carries them.
 *
 * A person who turns a dial that is under test, or ends meta-evolution, ends the trial: their value stands, and the other
 * parameters return to the incumbent's at the end of that generation.
 */
import { drawTasks } from '../../tasks/pools.ts';
import type { EventOf } from '../events/events.ts';
import {
  challengerOf,
  contenderOf,
  differencesOf,
  incumbentOf,
  valuesOf,
  trialVerdict,
  type MetaTrial,
  type MetaValues,
} from '../config/meta.ts';
import { valueAt, withValues } from '../config/parameters.ts';
import { answerGreedily } from '../judging/greedy.ts';
import { openCells } from '../world/portfolio.ts';
import { computeEnergy } from '../world/reference.ts';
import { randomInWorld } from '../world/purposes.ts';
import type { Act, Turn } from '../world/turn.ts';

export const metaEvolution: Act = async (turn) => {
  const { window } = turn.config.meta;
  const trial = turn.world.meta;
  if (!trial) {
    if (window > 0) propose(turn);
    return;
  }
  const touched = tweakedOf(turn, trial);
  if (window === 0 || Object.keys(touched).length > 0) {
    return conclude(turn, trial, 'interrupted', { ...trial.incumbent, ...touched });
  }
  if (turn.generation - trial.windowSince < window) return;
  await judgeWindow(turn, trial);
  if (trial.scores.length < 2 * turn.config.meta.turns || trial.scores.length % 2 === 1) return openWindow(turn, trial);
  const { accepted } = trialVerdict(differencesOf(trial));
  conclude(turn, trial, accepted ? 'accepted' : 'reverted', accepted ? trial.challenger : trial.incumbent);
};

/** The parameters under test whose values are not those that the trial put in force. */
function tweakedOf(turn: Turn, trial: MetaTrial): MetaValues {
  const inForce = Object.entries(valuesOf(trial, trial.scores.length));
  const now = inForce.map(([path, value]) => ({ path, value, present: valueAt(turn.config, path) as number }));
  return Object.fromEntries(now.flatMap(({ path, value, present }) => (present === value ? [] : [[path, present]])));
}

function propose(turn: Turn): void {
  const incumbent = incumbentOf(turn.config);
  const draw = turn.random('meta-challenger');
  const first = draw.uniform() < 0.5 ? 'challenger' : 'incumbent';
  const challenger = challengerOf(incumbent, turn.config.meta.step, draw);
  const trial: MetaTrial = {
    sinceGeneration: turn.generation,
    first,
    challenger,
    incumbent,
    scores: [],
    windowSince: turn.generation,
  };
  turn.world.meta = trial;
  turn.emit({ type: 'meta-proposed', first, challenger, incumbent });
  openWindow(turn, trial);
}

function openWindow(turn: Turn, trial: MetaTrial): void {
  const index = trial.scores.length;
  const values = valuesOf(trial, index);
  trial.windowSince = turn.generation;
  turn.world.config = withValues(turn.config, values);
  turn.emit({ type: 'meta-window-opened', index, who: contenderOf(trial, index), values });
}

async function judgeWindow(turn: Turn, trial: MetaTrial): Promise<void> {
  const index = trial.scores.length;
  const { solved, n, energySpent } = await answerSelectTasks(turn, trial, Math.floor(index / 2));
  const accuracy = n === 0 ? 0 : solved / n;
  const score = energySpent > 0 ? solved / energySpent : 0;
  turn.emit({
    type: 'meta-window',
    index,
    who: contenderOf(trial, index),
    accuracy,
    solved,
    n,
    energySpent,
    score,
  });
  trial.scores = [...trial.scores, score];
}

/**
 * The living share out select tasks of the open cells among themselves, by lot, and answer them greedily. The two windows of
 * a pair are asked the same tasks, so that their difference is not one of luck with tasks; the next pair gets others.
 */
async function answerSelectTasks(
  turn: Turn,
  trial: MetaTrial,
  pair: number,
): Promise<{ solved: number; n: number; energySpent: number }> {
  const { world, config } = turn;
  if (world.organelles.length === 0) return { solved: 0, n: 0, energySpent: 0 };
  const draw = randomInWorld(world.seed, 'meta-tasks', trial.sinceGeneration, pair);
  const tasks = draw.shuffle(drawTasks(openCells(world), 'select', config.meta.tasks, draw));
  const rows = tasks.map((task, i) => ({
    task,
    adapter: turn.adapters.get(world.organelles[i % world.organelles.length]!.weights)!,
  }));
  const answers = await answerGreedily(turn, 'select', rows);
  const flops = answers.reduce((sum, answer) => sum + answer.flops, 0);
  return {
    solved: answers.filter(({ solved }) => solved).length,
    n: tasks.length,
    energySpent: computeEnergy(turn.host, flops, 1),
  };
}

/** Ends the trial; `values` are in force from now on. */
function conclude(turn: Turn, trial: MetaTrial, verdict: EventOf<'meta-judged'>['verdict'], values: MetaValues): void {
  const { mean, low, high, n } = trialVerdict(differencesOf(trial)).difference;
  const difference = n < 2 ? { mean: n === 0 ? null : mean, low: null, high: null, n } : { mean, low, high, n };
  turn.world.config = withValues(turn.config, values);
  turn.world.meta = null;
  turn.emit({ type: 'meta-judged', verdict, difference, values });
}
