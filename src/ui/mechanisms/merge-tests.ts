/**
 * The test of a merged child as data: what its verdict means, and its evidence as two meters. A test is two gamblers: one
 * wins as the child proves better than its best parent, the other as an uplift worth having becomes implausible. Each meter
 * shows the logarithm of one gambler's wealth after every batch and the line it has to reach; both are drawn to one scale,
 * so that a glance compares them.
 */
import type { AssimilationView, View } from '../../record/fold/view.ts';
import { count, plural, quantity, signed } from '../words/format.ts';

export interface Meter {
  /** What it is evidence for, in a few words. */
  title: string;
  /** Natural logarithm of the wealth at the start (0) and after each batch. */
  logs: readonly number[];
  /** What the logarithm has to reach. */
  need: number;
  isReached: boolean;
  /** Places in the unit square, the origin at the bottom left. */
  points: readonly { x: number; y: number }[];
  needY: number;
  zeroY: number;
}

type Evidence = Pick<AssimilationView, 'logEvidence' | 'logFutility' | 'rule'>;

/** The meters of the uplift and of its futility, on one scale that holds both lines to reach and every value. */
export function metersOf({ logEvidence, logFutility, rule }: Evidence): [uplift: Meter, futility: Meter] {
  const needs = { uplift: -Math.log(rule.alpha), futility: -Math.log(rule.futilityAlpha) };
  const low = Math.min(0, ...logEvidence, ...logFutility);
  const high = Math.max(needs.uplift, needs.futility, ...logEvidence, ...logFutility);
  const meter = (title: string, values: readonly number[], need: number): Meter => {
    const logs = [0, ...values];
    const at = (value: number) => (value - low) / (high - low);
    const points = logs.map((value, i) => ({ x: i / Math.max(1, values.length), y: at(value) }));
    return { title, logs, need, isReached: logs.at(-1)! >= need, points, needY: at(need), zeroY: at(0) };
  };
  return [meter('Uplift', logEvidence, needs.uplift), meter('Futility', logFutility, needs.futility)];
}

/** A meter in one or two sentences, for who points at it and who cannot see it. */
export function describeMeter({ title, logs, need, isReached }: Meter): string {
  const line = `the line is at ${quantity(need)} (odds of ${quantity(Math.exp(need), { decimals: 1 })} to 1)`;
  const batches = logs.length - 1;
  if (batches === 0) return `${title}: no batch was attempted; ${line}.`;
  const end = `${title}: ${signed(logs.at(-1))} after ${plural(batches, 'batch', 'batches')}; ${line} and was ${isReached ? '' : 'not '}reached.`;
  return batches === 1
    ? end
    : `${end} Batch by batch: ${logs
        .slice(1)
        .map((value) => signed(value))
        .join(', ')}.`;
}

export const VERDICT_TITLES: Readonly<Record<AssimilationView['verdict'], string>> = {
  passed: 'passed',
  futile: 'futile',
  exhausted: 'exhausted',
};

/** What the verdict means, in one sentence. */
export function verdictSentence({
  verdict,
  child,
  n,
  rule,
}: Pick<AssimilationView, 'verdict' | 'child' | 'n' | 'rule'>): string {
  if (verdict === 'futile')
    return `An uplift of ${points(rule.leastUplift)} points, the least worth a place, is no longer plausible.`;
  if (verdict === 'exhausted')
    return n < rule.maxTasks
      ? 'No fresh select tasks were left before anything was shown.'
      : `All ${plural(rule.maxTasks, 'task')} were used before anything was shown.`;
  return child === null
    ? 'It solves more than its best parent, but there was no place for it.'
    : 'It solves more than its best parent, and lives.';
}

const points = (share: number) => quantity(share * 100, { decimals: 0 });

/** Why there is no test to show, and when the first one comes. */
export function whyNoTests({ every, threshold }: View['config']['merging'], survival: string): string {
  if (survival === 'niche')
    return 'Where survival is by niche nobody merges. A new run with another Survival, under Population, has merged children, and their tests stand here.';
  if (every === 0)
    return 'Merging is off. Set Merge every under Merging among the parameters: from then on pairs that know different things are merged, and the test of every child stands here, batch by batch.';
  if (survival === 'all')
    return 'Where everybody lives nobody merges. A new run with another Survival, under Population, has merged children, and their tests stand here.';
  return `Every ${plural(every, 'generation')} the most promising pair of organelles richer than ${quantity(threshold)} E is merged. The test of its child against its best parent stands here then, batch by batch.`;
}

/** The tests counted by verdict: `7 tests: 2 passed, 5 futile`. */
export function sumTests(tests: readonly Pick<AssimilationView, 'verdict'>[]): string {
  const parts = (['passed', 'futile', 'exhausted'] as const).flatMap((verdict) => {
    const n = tests.filter((test) => test.verdict === verdict).length;
    return n === 0 ? [] : [`${count(n)} ${VERDICT_TITLES[verdict]}`];
  });
  return `${plural(tests.length, 'test')}: ${parts.join(', ')}.`;
}
