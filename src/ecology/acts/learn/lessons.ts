/**
 * What a learner is about to learn from: trials of its own, decoded for nothing else, or the attempts that it made in this
 * generation anyway.
 */
import { compareTexts } from '../../../base/order.ts';
import { cellIn, cellName } from '../../../economy/cells.ts';
import { rewardOf } from '../../../economy/reward.ts';
import { fittingMemory, NO_MEMORY } from '../../../organelles/plasticity/memory.ts';
import type { Learner, PlasticityRule, Trial, TrialOutcome } from '../../../organelles/plasticity/rule.ts';
import type { Task } from '../../../tasks/families.ts';
import { drawTask } from '../../../tasks/pools.ts';
import { yieldOf } from '../../organs/winter.ts';
import { computeEnergy } from '../../world/reference.ts';
import type { Attempt, Turn } from '../../world/turn.ts';
import type { Organelle } from '../../world/world.ts';

export interface Lesson {
  organelle: Organelle;
  /** where it learns; of several the one that it attempted most */
  cell: string;
  learner: Learner;
  tasks: Task[];
  trials: Trial[];
  /** of attempts that were made anyway; null while its trials have to be decoded */
  outcomes: TrialOutcome[] | null;
}

/** A lesson of trials in the cell that it attempted most. */
export function trialLesson(turn: Turn, organelle: Organelle, rule: PlasticityRule): Lesson {
  const learner = learnerOf(turn, organelle);
  const cell = mostAttempted(turn, attemptsOf(turn, organelle), organelle);
  const place = cellIn(turn.world.cells, cell);
  const tasks = Array.from({ length: rule.taskCount }, (_, i) =>
    drawTask(place, 'train', turn.random('lesson', organelle.id, i)),
  );
  return { organelle, cell, learner, tasks, trials: rule.ask(learner, tasks), outcomes: null };
}

/** A lesson of the attempts that it sampled. */
export function attemptLesson(turn: Turn, organelle: Organelle, sampled: readonly Attempt[]): Lesson {
  const learner = learnerOf(turn, organelle);
  const { adapter } = learner;
  const { temperature: usual } = turn.config.attempts;
  return {
    organelle,
    cell: mostAttempted(turn, sampled, organelle),
    learner,
    tasks: sampled.map(({ task }) => task),
    trials: sampled.map(({ task, temperature = usual }) => ({
      task,
      adapter,
      temperature,
      offset: null,
      tapped: false,
    })),
    outcomes: sampled.map((attempt): TrialOutcome => {
      const { prompt, tokens, solved } = attempt;
      return { prompt, tokens, solved, reward: answerWorth(turn, attempt.cell, attempt), reading: null };
    }),
  };
}

/** What an answer is worth there, revenue − cost, E. */
export function answerWorth(
  turn: Turn,
  cell: string,
  answer: { solved: boolean; grade: number; flops: number },
): number {
  const { energy, attempts } = turn.config;
  const { priceEnergy } = turn.world.cells.find((each) => cellName(each) === cell)!;
  const price = priceEnergy * yieldOf(turn.config, turn.generation);
  return price * rewardOf(answer, attempts.partialCredit) - computeEnergy(turn.host, answer.flops, energy.costScale);
}

/** What it attempted in this generation. */
export function attemptsOf(turn: Turn, organelle: Organelle): Attempt[] {
  return turn.attempts.filter((attempt) => attempt.organelle === organelle);
}

function learnerOf(turn: Turn, organelle: Organelle): Learner {
  const adapter = turn.adapters.get(organelle.weights)!;
  const known = organelle.memory === null ? NO_MEMORY : turn.memories.get(organelle.memory)!;
  return {
    sites: turn.host.sites,
    adapter,
    memory: fittingMemory(known, adapter.weights.length),
    random: (purpose, ...key) => turn.random(`learn-${purpose}`, organelle.id, ...key),
  };
}

/** The cell that it attempted most in this generation; of equals the one it values most, then the first by name. */
function mostAttempted(turn: Turn, attempts: readonly Attempt[], organelle: Organelle): string {
  const counts = new Map<string, number>();
  for (const { cell } of attempts) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  const valueOf = (cell: string) => organelle.niches[cell]?.value ?? 0;
  const order = ([a, m]: [string, number], [b, n]: [string, number]) =>
    n - m || valueOf(b) - valueOf(a) || compareTexts(a, b);
  return [...counts].sort(order)[0]![0];
}
