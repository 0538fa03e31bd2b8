/**
 * The evolution of the ecology's own parameters. A challenger is the present values, the incumbent, each multiplied by a
 * log-normal factor. Both take turns over windows of generations, in pairs that are mirrored one after the other
 * (challenger, incumbent; incumbent, challenger; …), who begins by lot: a world that gets better by itself then favours
 * neither. Each window is judged at its end by how many select tasks the living solve, per E that those answers cost
 * at a price of thought of 1; never by ROI, which prices can buy, and not by what the whole window dissipated,
 * which a lower ticket saves and of which a starving world spends least.
 *
 * The rule: the challenger is accepted when the lower end of the 50 % interval (Student) of its paired differences lies
 * above zero, and, of a single pair, when its difference does. A challenger that changes nothing is thus accepted
 * one time in four: few windows cannot prove more, and the next trial can take it back.
 *
 * What it cannot see: windows are not independent, since each begins with the population that the one before left.
 * Every window's event tells the accuracy and the energy apart.
 */
import type { Random } from '../../base/random.ts';
import { meanInterval, type Interval } from '../../core/statistics.ts';
import type { Config } from './config.ts';
import type { MetaContender, MetaTrial, MetaValues } from './meta-trial.ts';
import { boundsOf, valueAt } from './parameters.ts';

/** What may be under test, where it has an effect. */
const META_PARAMETERS = [
  'prices.base',
  'prices.slope',
  'prices.tau',
  'energy.ticket',
  'cells.lpMix',
  'heredity.traitStep',
  'merging.alpha',
] as const;

/** Two-sided; its lower end is a bound that holds three times in four. */
const LEVEL = 0.5;

/** Digits of a challenger's values, so that they can be read and set by hand. */
const DIGITS = 3;

/** The values of those parameters that a trial is about. */
export function incumbentOf(config: Config): MetaValues {
  const paths = META_PARAMETERS.filter((path) => path !== 'merging.alpha' || config.merging.every > 0);
  return Object.fromEntries(paths.map((path) => [path, valueAt(config, path) as number]));
}

/** Each value times exp(step × normal), reflected at the parameter's bounds on the logarithmic scale; zero stays zero. */
export function challengerOf(incumbent: MetaValues, step: number, random: Random): MetaValues {
  return Object.fromEntries(
    Object.entries(incumbent).map(([path, value]) => {
      const { low, high } = boundsOf(path);
      const moved = reflected(value * Math.exp(step * random.normal()), low, high);
      return [path, Number(moved.toPrecision(DIGITS))];
    }),
  );
}

function reflected(value: number, low: number, high: number): number {
  if (value > high) return Math.max(low, (high * high) / value);
  if (low > 0 && value < low) return Math.min(high, (low * low) / value);
  return value;
}

/** Who has window number `index`, from 0. */
export function contenderOf({ first }: Pick<MetaTrial, 'first'>, index: number): MetaContender {
  const second: MetaContender = first === 'challenger' ? 'incumbent' : 'challenger';
  return [first, second, second, first][index % 4]!;
}

/** The values in force while window number `index` goes on. */
export function valuesOf(trial: MetaTrial, index: number): MetaValues {
  return trial[contenderOf(trial, index)];
}

/** Challenger minus incumbent, pair by pair. */
export function differencesOf(trial: Pick<MetaTrial, 'first' | 'scores'>): number[] {
  const { scores } = trial;
  return Array.from({ length: Math.floor(scores.length / 2) }, (_, pair) => {
    const [one, other] = [scores[2 * pair]!, scores[2 * pair + 1]!];
    return contenderOf(trial, 2 * pair) === 'challenger' ? one - other : other - one;
  });
}

/** The verdict on a trial's pairs; without any, the incumbent stays. */
export function trialVerdict(differences: readonly number[]): { accepted: boolean; difference: Interval } {
  const difference = meanInterval(differences, LEVEL);
  const { n, mean, low } = difference;
  return { accepted: n > 1 ? low > 0 : n === 1 && mean > 0, difference };
}
