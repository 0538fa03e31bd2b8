/**
 * An organelle's lessons as data: the curve of them, what one of them says when asked, what they cost, and why there is
 * none. A line joins only lessons of one rule in one cell, since shares of different tasks do not compare.
 */
import { plainName } from '../../record/fold/niches.ts';
import type { LessonView, OrganelleView, View } from '../../record/fold/view.ts';
import { count, percent, plural, quantity, signed } from '../words/format.ts';
import { panelParameterAt, say } from '../words/catalogue.ts';
import { ageOf } from '../words/organelle.ts';

export interface LessonPoint {
  lesson: LessonView;
  /** Place on the x axis, 0 to 1: the middle of its column. */
  x: number;
  /** Height, 0 to 1; null where the lesson has no such figure. */
  y: number | null;
  /** Another rule or another cell than the lesson before. */
  isTurn: boolean;
}

export interface LessonFigures {
  /** Rules that only read gold answers solve nothing while they learn; their curve is the loss. */
  shows: 'solved' | 'loss';
  /** The figure at the top of the axis: a share, or a loss. */
  ceiling: number;
  points: readonly LessonPoint[];
  /** Runs of points that a line may join. */
  lines: readonly (readonly { x: number; y: number }[])[];
}

/** The curve of the solved share of its trials, or of its loss when no lesson has a share. Lessons in their order. */
export function curveOf(lessons: readonly LessonView[]): LessonFigures {
  const shows = lessons.every(({ solvedShare }) => solvedShare === null) ? 'loss' : 'solved';
  const ceiling = shows === 'solved' ? 1 : ceilingOf(lessons);
  const points = lessons.map((lesson, i): LessonPoint => {
    const value = shows === 'solved' ? lesson.solvedShare : lesson.loss;
    const before = lessons[i - 1];
    return {
      lesson,
      x: (i + 0.5) / lessons.length,
      y: value === null ? null : value / ceiling,
      isTurn: before !== undefined && (before.cell !== lesson.cell || before.rule !== lesson.rule),
    };
  });
  return { shows, ceiling, points, lines: linesOf(points) };
}

/** The highest loss, rounded up to two digits; 1 when there is none. */
function ceilingOf(lessons: readonly LessonView[]): number {
  const highest = Math.max(0, ...lessons.map(({ loss }) => loss ?? 0));
  if (highest === 0) return 1;
  const unit = 10 ** (Math.floor(Math.log10(highest)) - 1);
  return Number((Math.ceil(highest / unit) * unit).toPrecision(2));
}

function linesOf(points: readonly LessonPoint[]): { x: number; y: number }[][] {
  const lines: { x: number; y: number }[][] = [[]];
  for (const { x, y, isTurn } of points) {
    if (isTurn) lines.push([]);
    if (y !== null) lines.at(-1)!.push({ x, y });
  }
  return lines.filter((line) => line.length > 1);
}

/** What a rule is called, as in the panel. */
export function ruleLabel(rule: string): string {
  return say(panelParameterAt('learning.rule')!, rule);
}

const DROPPED = 'Dropped: a number in it was not finite, so the weights stayed as they were.';

/** One lesson in words, a line a fact. */
export function describeLesson(lesson: LessonView): string {
  const { update, generation, rule, cell, solvedShare, trials, meanReward, loss, changeNorm, cost, paid } = lesson;
  return [
    `Update ${count(update)}, generation ${count(generation)}`,
    `${ruleLabel(rule)} in ${plainName(cell)}`,
    solvedShare === null
      ? plural(trials, 'gold answer')
      : `Solved ${percent(solvedShare)} % of ${plural(trials, 'trial')}`,
    ...(meanReward === null ? [] : [`Mean reward ${signed(meanReward)} E`]),
    ...(loss === null ? [] : [`Loss ${quantity(loss)}`]),
    lesson.dropped ? DROPPED : `Weights moved by ${quantity(changeNorm, { decimals: 3 })} (Euclidean norm)`,
    `Cost ${quantity(cost)} E${paid < cost ? `, of which it could pay ${quantity(paid)}` : ''}`,
  ].join('\n');
}

interface LessonSums {
  updates: number;
  dropped: number;
  trials: number;
  /** What left its account for learning, E. */
  paidEnergy: number;
  /** What learning cost, paid or not, E. */
  costEnergy: number;
}

export function sumLessons(lessons: readonly LessonView[]): LessonSums {
  const sum = (of: (lesson: LessonView) => number) => lessons.reduce((total, lesson) => total + of(lesson), 0);
  return {
    updates: lessons.length,
    dropped: sum(({ dropped }) => Number(dropped)),
    trials: sum(({ trials }) => trials),
    paidEnergy: sum(({ paid }) => paid),
    costEnergy: sum(({ cost }) => cost),
  };
}

/** Why an organelle has no lesson yet, and when its first one comes if it can. */
export function whyNoLessons(organelle: OrganelleView, view: View): string {
  const { rule, youth, threshold, learners } = view.config.learning;
  if (organelle.diedGeneration !== null) return 'It died before it learnt anything.';
  if (view.learningRefusal && rule !== 'none')
    return `${view.learningRefusal.sentence} ${view.learningRefusal.nextStep}`;
  if (rule === 'none') {
    return 'Learning is off. Choose a rule under Learning among the parameters: from the next generation on the young learn, and every update of their weights becomes a point here.';
  }
  const youthOver = youth > 0 && ageOf(organelle, view.generation) >= youth;
  if (youthOver)
    return `Its youth of ${plural(youth, 'generation')} is over, so it will not learn; what it can do, it was born with.`;
  if (organelle.energy <= threshold)
    return `It learns once it owns more than ${quantity(threshold)} E and has attempted something. Its first lesson then stands here.`;
  return `It is young enough to learn; at most ${plural(learners, 'organelle')} learn in one generation. Its first lesson stands here as soon as its turn comes.`;
}
