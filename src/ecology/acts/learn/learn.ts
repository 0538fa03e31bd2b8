/**
 * Learners learn: from trials of their own in the cell that they attempted most, which are decoded together, or from what they
 * attempted anyway (lessons.ts); each rule is told how its own went. New weights begin a new record, since what is proven is
 * proven of the weights that did it.
 *
 * A trial is worth what an attempt would have earned, but nothing is paid for it; learning is charged for the world's share
 * of its computation.
 */
import { ExplainedError } from '../../../base/errors.ts';
import { cellName } from '../../../economy/cells.ts';
import { changeNorm } from '../../../organelles/plasticity/guard.ts';
import { computeOf } from '../../../organelles/plasticity/learn.ts';
import { meansOf } from '../../../organelles/plasticity/means.ts';
import type { Means, TrialOutcome, PlasticityRule, Trial } from '../../../organelles/plasticity/rule.ts';
import { settledRate, steadyRateOf } from '../../../organelles/plasticity/steadiness.ts';
import { ruleOf } from '../../../organelles/plasticity/rules.ts';
import { worldSettings, type LearningRuleName } from '../../../organelles/plasticity/settings.ts';
import { attemptTrials, type PricedTrial } from '../../../organelles/plasticity/trials.ts';
import type { Probe } from '../../events/events.ts';
import { toldNorms } from '../../world/norms.ts';
import { computeEnergy } from '../../world/reference.ts';
import type { Act, Turn } from '../../world/turn.ts';
import type { Organelle } from '../../world/world.ts';
import { heldBy } from '../../world/niches.ts';
import { probeUpdates, type Learnt } from './probes.ts';
import { attemptLesson, attemptsOf, trialLesson, answerWorth, type Lesson } from './lessons.ts';

/** Codes of what a host cannot do, today or tomorrow; anything else may go better when it is tried again. */
const REFUSALS: ReadonlySet<string> = new Set(['host-too-large', 'operator-without-rule']);

export const learn: Act = async (turn) => {
  const { rule: name, trials, rate } = turn.config.learning;
  if (name === 'none') return;
  const rule = ruleOf(name, worldSettings(name, { trials, rate }));
  const lessons = lessonsOf(turn, rule);
  if (lessons.length === 0) return;
  const means = await meansOrRefusal(turn, name);
  if (!means) return;
  const outcomes = await outcomesOf(turn, rule, lessons);
  const learnt: Learnt[] = [];
  for (const [i, lesson] of lessons.entries()) {
    turn.options.signal?.throwIfAborted();
    const { learner, trials: asked, tasks } = lesson;
    const update = await steadyRule(turn, name, outcomes[i]!, learner.memory.updates).tell(
      learner,
      asked,
      outcomes[i]!,
      means,
      tasks,
    );
    learnt.push({ lesson, outcomes: outcomes[i]!, update });
    await turn.options.breathe?.();
  }
  const probes = await probeUpdates(turn, learnt);
  for (const [i, each] of learnt.entries()) await settle(turn, name, each, probes[i]!);
};

/** What everybody who learns now learns from. */
function lessonsOf(turn: Turn, rule: PlasticityRule): Lesson[] {
  const { population, learning } = turn.config;
  if (population.survival === 'niche') return practisedLessons(turn);
  const learners = chooseLearners(turn);
  if (learning.from === 'trials') return learners.map((organelle) => trialLesson(turn, organelle, rule));
  return learners.map((organelle) => attemptLesson(turn, organelle, attemptsOf(turn, organelle)));
}

/** The rule at the rate that is right for how far these answers agree, and for how long it has learnt. */
function steadyRule(
  turn: Turn,
  name: LearningRuleName,
  outcomes: readonly TrialOutcome[],
  updates: number,
): PlasticityRule {
  const { niches, population } = turn.config;
  const { trials, rate, leastRate, settling } = turn.config.learning;
  const factor = steadyRateOf(outcomes, leastRate) * settledRate(updates, settling);
  const settings = worldSettings(name, { trials, rate: rate * factor }) as object;
  const inGroups = name === 'backprop' && population.survival === 'niche' && niches.group > 1;
  return ruleOf(name, { ...settings, ...(inGroups && { baseline: 'task' }) });
}

/** Of those that still live and still hold the niche that they practised for. */
function practisedLessons(turn: Turn): Lesson[] {
  return turn.world.organelles.flatMap((organelle) => {
    const held = new Set(heldBy(turn.world, organelle).map(({ cell }) => cell));
    const sampled = attemptsOf(turn, organelle).filter(({ cell, choice }) => choice === 'practice' && held.has(cell));
    return sampled.length > 0 ? [attemptLesson(turn, organelle, sampled)] : [];
  });
}

/** The young that attempted something and can pay; those that have learnt least first, then the richer. */
function chooseLearners(turn: Turn): Organelle[] {
  const { learners, youth, threshold } = turn.config.learning;
  const attempted = new Set(turn.attempts.map(({ organelle }) => organelle));
  return turn.world.organelles
    .filter((organelle) => youth === 0 || turn.generation - organelle.bornGeneration <= youth)
    .filter((organelle) => !organelle.frozen && attempted.has(organelle) && turn.balance(organelle) > threshold)
    .sort((a, b) => a.updates - b.updates || turn.balance(b) - turn.balance(a) || a.id - b.id)
    .slice(0, learners);
}

/** Outcomes in the order of each one's trials; trials that nobody attempted yet are decoded in one batch. */
async function outcomesOf(turn: Turn, rule: PlasticityRule, lessons: readonly Lesson[]): Promise<TrialOutcome[][]> {
  const open = lessons.filter(({ outcomes }) => outcomes === null);
  const decoded = new Map((await attemptAll(turn, rule, open)).map((outcomes, i) => [open[i]!, outcomes]));
  return lessons.map((lesson) => lesson.outcomes ?? decoded.get(lesson)!);
}

async function attemptAll(turn: Turn, rule: PlasticityRule, lessons: readonly Lesson[]): Promise<TrialOutcome[][]> {
  const { host, config } = turn;
  const priced = lessons.flatMap((lesson) => lesson.trials.map((trial, row) => pricedTrial(turn, lesson, trial, row)));
  const tapped = priced.some(({ trial }) => trial.tapped);
  const { signal, breathe } = turn.options;
  const { maxNewTokens } = config.attempts;
  const decoding = { host, maxNewTokens, tokenDecay: rule.tokenDecay, signal, breathe };
  const outcomes = await attemptTrials(tapped ? { ...decoding, tap: await host.learning.tap() } : decoding, priced);
  let at = 0;
  return lessons.map(({ trials }) => {
    const own = outcomes.slice(at, at + trials.length);
    at += trials.length;
    return own;
  });
}

/** A trial is worth what the attempt would have earned. */
function pricedTrial(turn: Turn, { organelle, cell }: Lesson, trial: Trial, row: number): PricedTrial {
  return {
    trial,
    random: turn.random('learn-trial', organelle.id, row),
    reward: (answer) => answerWorth(turn, cell, answer),
  };
}

/**
 * What a rule needs, or null when this host cannot give it: one that is too large to be trained, or has an operator without
 * a rule. That is told once, and the world goes on without learning until another rule is chosen.
 */
async function meansOrRefusal(turn: Turn, rule: LearningRuleName): Promise<Means | null> {
  if (turn.world.refusedRule === rule) return null;
  try {
    const means = await meansOf(turn.host, rule);
    turn.world.refusedRule = null;
    return means;
  } catch (thrown) {
    if (!(thrown instanceof ExplainedError && REFUSALS.has(thrown.code))) throw thrown;
    turn.world.refusedRule = rule;
    const { sentence, nextStep } = thrown;
    turn.emit({ type: 'learning-refused', rule, sentence, nextStep });
    return null;
  }
}

/** Writes the update into the organelle, charges for it and says so. */
async function settle(
  turn: Turn,
  rule: LearningRuleName,
  { lesson, outcomes, update }: Learnt,
  probes: Probe[],
): Promise<void> {
  const { organelle, cell, trials, learner } = lesson;
  const { host } = turn;
  const trainingCost = update.trained.length > 0 ? (await host.learning.training()).cost : undefined;
  const spent = computeOf({ host, trainingCost }, trials, outcomes, {
    trained: update.trained,
    adapter: learner.adapter,
  });
  // What was attempted anyway is on the books already.
  const flops = { trials: lesson.outcomes ? 0 : spent.flops.attempt, training: spent.flops.learn };
  turn.spend('learn', flops.trials + flops.training);
  const { costScale } = turn.config.energy;
  const cost = computeEnergy(host, flops.trials + flops.training, costScale * turn.config.learning.costShare);
  const weightsBefore = organelle.weights;
  organelle.weights = turn.keepAdapter(update.adapter);
  organelle.memory = turn.keepMemory(update.memory);
  organelle.updates += 1;
  if (organelle.weights !== weightsBefore) organelle.records = {};
  const { solvedShare = null, meanReward = null, loss = null, gradientNorm = null } = update.stats;
  turn.emit({
    type: 'learned',
    organelle: organelle.id,
    rule,
    cell,
    ...sharesOf(lesson),
    update: organelle.updates,
    dropped: update.dropped === 1,
    weightsBefore,
    weights: organelle.weights,
    trials: trials.length,
    solvedShare,
    meanReward,
    loss: finite(loss),
    gradientNorm: finite(gradientNorm),
    changeNorm: changeNorm(learner.adapter.weights, update.adapter.weights),
    norms: toldNorms(host.sites, update.adapter),
    probes,
    flops,
    cost,
    paid: Math.min(cost, turn.balance(organelle)),
  });
}

/** Told only of lessons about several cells. */
function sharesOf({ tasks }: Lesson): { shares?: Record<string, number> } {
  const shares: Record<string, number> = {};
  for (const task of tasks) shares[cellName(task)] = (shares[cellName(task)] ?? 0) + 1 / tasks.length;
  return Object.keys(shares).length > 1 ? { shares } : {};
}

/** What is no number is told as none: a journal has no word for it. */
function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
