/**
 * The adapters of a run that can be carried out of it: whatever weights its state still has. One adapter may hold several
 * bins and be a living organelle's besides; it is carried once, under the name of the organelle whose it was first.
 */
import { compareTexts } from '../../base/order.ts';
import { LabError } from '../../core/errors.ts';
import type { Elite } from '../../archive/archive.ts';
import { readSafetensors } from '../../host/index.ts';
import type { OrganelleView } from '../../record/fold/view.ts';
import type { WholeRun } from '../run.ts';
import { portfolioArms, type PortfolioArm } from './portfolio.ts';

export interface CarriedAdapter {
  /** The name of its directory, and of the adapter in PEFT: letters, digits and hyphens. */
  slug: string;
  /** Content hash of its file. */
  weights: string;
  /** Of these weights; the organelle's present ones may have another. */
  rank: number;
  organelle: OrganelleView;
  /** Whether an organelle that lives has just these weights. */
  living: boolean;
  /** Bins of the archive that it holds. */
  elites: readonly Elite[];
  /** Cells that it answers in the portfolio. */
  answers: readonly PortfolioArm[];
}

/** `portfolio` is whoever answers somewhere, `living` everybody alive, `all` these and every elite; or names, or slugs. */
export type AdapterChoice = 'portfolio' | 'living' | 'all' | readonly string[];

/** Throws LabError `export-nothing` where the choice is empty, `export-unknown` for a name that nobody has. */
export function carriedAdapters(run: WholeRun, choice: AdapterChoice): CarriedAdapter[] {
  const all = adaptersOf(run);
  const chosen = typeof choice === 'string' ? all.filter((one) => isOf(one, choice)) : named(all, choice);
  if (chosen.length > 0) return chosen;
  throw new LabError(
    'export-nothing',
    choice === 'living' ? 'Nobody lives in this run any more.' : 'No adapter answers anywhere in this run yet.',
    choice === 'portfolio' ? 'Let the run go on until somebody has solved something.' : 'Choose another run.',
  );
}

function isOf({ answers, living }: CarriedAdapter, choice: 'portfolio' | 'living' | 'all'): boolean {
  if (choice === 'all') return true;
  return choice === 'living' ? living : answers.length > 0;
}

function named(all: readonly CarriedAdapter[], names: readonly string[]): CarriedAdapter[] {
  const found = names.map((name) => {
    const matches = all.filter(
      ({ slug, organelle }) => slug === name || organelle.name.toLowerCase() === name.toLowerCase(),
    );
    if (matches.length > 0) return matches;
    const known = all.map(({ organelle }) => organelle.name);
    throw new LabError(
      'export-unknown',
      `This run has no weights of anybody called ${name}.`,
      `Those that it has are of ${known.slice(0, 12).join(', ')}${known.length > 12 ? ' and others' : ''}.`,
    );
  });
  return [...new Set(found.flat())];
}

/** Everything that a state has weights of, in the order in which its organelles were born. */
function adaptersOf(run: Omit<WholeRun, 'records'>): CarriedAdapter[] {
  const { world, view } = run;
  const owners = new Map<string, number>();
  const own = (weights: string, organelle: number) =>
    owners.set(weights, Math.min(organelle, owners.get(weights) ?? Infinity));
  for (const { id, weights } of world.organelles) own(weights, id);
  for (const { weights, organelle } of world.archive.entries) own(weights, organelle);
  for (const { atBest, shelf } of world.niches ?? [])
    for (const { weights, organelle } of atBest ? [atBest, ...shelf] : shelf) own(weights, organelle);
  const arms = portfolioArms(world);
  return [...owners]
    .map(([weights, id]) => {
      const organelle = view.organelles.get(id)!;
      return {
        slug: `${organelle.name.toLowerCase()}-${weights.slice(0, 8)}`,
        weights,
        rank: Number(readSafetensors(run.blobs.get(weights)!).metadata['rank']),
        organelle,
        living: world.organelles.some((one) => one.weights === weights),
        elites: world.archive.entries.filter((elite) => elite.weights === weights),
        answers: arms.filter((arm) => arm.weights === weights),
      };
    })
    .sort((a, b) => a.organelle.id - b.organelle.id || compareTexts(a.slug, b.slug));
}
