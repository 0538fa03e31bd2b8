/**
 * The assimilation test's statistics: is the mean of paired differences above zero? It may be looked at after every
 * batch and stopped at any time without losing its error rate, which no test with a fixed sample size allows.
 *
 * Belief by betting (Waudby-Smith and Ramdas 2024, doi:10.1093/jrsssb/qkad009). A gambler who stakes the share λ of his
 * wealth on every difference d holds Π(1 + λd). If the mean difference is at most 0 the game is against him, and by
 * Ville's inequality (1939) his wealth ever reaches 1 ÷ alpha with a probability of at most alpha. As nobody knows the
 * best stake, the wealth is spread evenly over a few; the mean of the purses is the evidence. A second gambler bets that
 * the mean is below the least uplift worth having: where he wins, going on is futile.
 *
 * Fixed stakes won over predicted ones (stakes from the mean and variance so far) in simulation: at an uplift of 0.1
 * predicting costs early tasks that a short test does not have. docs/assimilation.md has the figures.
 *
 * The differences must be draws, each with the same mean given those before it. Tasks drawn without replacement from a
 * pool qualify for a claim about the tasks that the pool was itself drawn from.
 */

/** The stakes, each with an equal share of the first unit of wealth. All below 1, so no difference ruins a gambler. */
export const STAKES: readonly number[] = [0.15, 0.3, 0.6];

export interface TestRule {
  /** The most probable it may be that a child without any uplift passes; in (0, 1). */
  alpha: number;
  /** The least mean difference worth having, in (0, 1); futility is measured against it. */
  leastUplift: number;
  /** The most probable it may be that a child with at least that uplift is given up as futile; in (0, 1). */
  futilityAlpha: number;
  /** The most differences one test may use. */
  maxTasks: number;
}

/** Chosen by simulation, see docs/assimilation.md. */
export const DEFAULT_RULE: TestRule = { alpha: 0.05, leastUplift: 0.15, futilityAlpha: 0.2, maxTasks: 120 };
/** Differences between two looks: small ones stop sooner, large ones decode faster. */
export const DEFAULT_BATCH = 8;

/** `exhausted`: the tasks ran out, by `maxTasks` or by the pool, before anything was shown. Such a child has not passed. */
type Verdict = 'running' | 'passed' | 'futile' | 'exhausted';

/** A test as plain data. Logarithms of wealth, one per stake, so that a long winning streak does not overflow. */
export interface SequentialTest {
  rule: TestRule;
  /** differences seen, and their sum */
  n: number;
  sum: number;
  /** purses of the gambler who bets on an uplift */
  upliftLogWealth: number[];
  /** purses of the gambler who bets that the uplift is not worth having */
  futilityLogWealth: number[];
  verdict: Verdict;
}

/** What a test has shown so far; the thresholds are what the logarithms have to reach. */
interface Evidence {
  n: number;
  /** NaN before the first difference */
  meanDifference: number;
  logEvidence: number;
  logEvidenceToPass: number;
  logFutility: number;
  logFutilityToStop: number;
}

/** A test before its first difference. Throws RangeError for a rule that is none. */
export function beginTest(rule: TestRule): SequentialTest {
  const { alpha, leastUplift, futilityAlpha, maxTasks } = rule;
  for (const [name, value] of Object.entries({ alpha, leastUplift, futilityAlpha }))
    if (!(value > 0 && value < 1)) throw new RangeError(`${name} is ${value}; it must lie between 0 and 1`);
  if (!Number.isInteger(maxTasks) || maxTasks < 1) throw new RangeError(`maxTasks is ${maxTasks}`);
  return {
    rule: { alpha, leastUplift, futilityAlpha, maxTasks },
    n: 0,
    sum: 0,
    upliftLogWealth: STAKES.map(() => 0),
    futilityLogWealth: STAKES.map(() => 0),
    verdict: 'running',
  };
}

/**
 * The test after one more batch; the verdict is taken from the evidence behind the whole batch. Where both gamblers have
 * won (a small, certain uplift) the child passes.
 * @param differences  child − parent on the same task, each in [−1, 1]
 * Throws RangeError for other numbers, for more differences than `tasksLeft`, and for a test that has ended.
 */
export function withDifferences(test: SequentialTest, differences: readonly number[]): SequentialTest {
  if (test.verdict !== 'running') throw new RangeError(`the test has ended: ${test.verdict}`);
  if (differences.length > tasksLeft(test))
    throw new RangeError(`${differences.length} differences where ${tasksLeft(test)} are left`);
  const wrong = differences.find((difference) => !(difference >= -1 && difference <= 1));
  if (wrong !== undefined) throw new RangeError(`a difference of ${wrong}; it must lie in [-1, 1]`);
  const { leastUplift } = test.rule;
  const after: SequentialTest = {
    ...test,
    n: test.n + differences.length,
    sum: differences.reduce((sum, difference) => sum + difference, test.sum),
    upliftLogWealth: grown(test.upliftLogWealth, differences),
    futilityLogWealth: grown(
      test.futilityLogWealth,
      differences.map((difference) => leastUplift - difference),
    ),
  };
  return { ...after, verdict: verdictOf(after) };
}

/** The test when its pool has no task left: `exhausted`, unless it had ended before. */
export function withoutTasks(test: SequentialTest): SequentialTest {
  return test.verdict === 'running' ? { ...test, verdict: 'exhausted' } : test;
}

/** How many more differences the test may use; 0 when it has ended. */
export function tasksLeft({ rule, n, verdict }: SequentialTest): number {
  return verdict === 'running' ? rule.maxTasks - n : 0;
}

export function evidenceOf({ rule, n, sum, upliftLogWealth, futilityLogWealth }: SequentialTest): Evidence {
  return {
    n,
    meanDifference: sum / n,
    logEvidence: logMeanExp(upliftLogWealth),
    logEvidenceToPass: -Math.log(rule.alpha),
    logFutility: logMeanExp(futilityLogWealth),
    logFutilityToStop: -Math.log(rule.futilityAlpha),
  };
}

function verdictOf(test: SequentialTest): Verdict {
  const { logEvidence, logEvidenceToPass, logFutility, logFutilityToStop } = evidenceOf(test);
  if (logEvidence >= logEvidenceToPass) return 'passed';
  if (logFutility >= logFutilityToStop) return 'futile';
  return test.n >= test.rule.maxTasks ? 'exhausted' : 'running';
}

/** Purses after some gains, each a stake's share of which is won. Gains are above −1 ÷ the largest stake. */
function grown(logWealth: readonly number[], gains: readonly number[]): number[] {
  return logWealth.map((wealth, i) => gains.reduce((sum, gain) => sum + Math.log1p(STAKES[i]! * gain), wealth));
}

/** The logarithm of the mean of exp(x), without leaving the range of numbers. */
function logMeanExp(logs: readonly number[]): number {
  const most = Math.max(...logs);
  return most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0) / logs.length);
}
