/**
 * When an adapter should have more rank or less: what its singular values say about it, nothing of how it earns.
 *
 * - Idle: the smallest singular values, left out at every site, change ΔW by less than a small share of it. The adapter pays
 *   for directions that do next to nothing.
 * - Saturated: its effective rank is nearly its rank; all its directions do their part.
 * - Waiting: a direction that is read but not yet written (its row of B is zero at every site), as growth leaves it. It is
 *   exactly idle, but has had no chance to be otherwise; it is left until a birth or learning writes into it, or else
 *   adapters would grow and shrink in turn for ever.
 *
 * A random adapter is saturated from the start: a founder of rank 4 at the micro host's sites has 0.99 of its rank; with a
 * fifth direction 0.80; one mutation later (m = 0.4) 0.94, two later 0.97. So at the default of 0.95 a line may grow about
 * every second birth, if it earns.
 */
import { type Adapter, type Site, siteMatrices } from '../host/index.ts';
import { effectiveRank, siteSpectra } from './spectrum.ts';

interface Reading {
  /** Mean over the sites. */
  effectiveRank: number;
  /** The least rank that changes ΔW relatively by less than the idle share, over all sites; at most the present rank. */
  neededRank: number;
  /** Directions that are read but not yet written. */
  waiting: number;
}

/** @param idle  the share of ‖ΔW‖, over all sites, below which what is left out counts as idle; 0: nothing is idle */
export function readAdapter(sites: readonly Site[], adapter: Adapter, idle: number): Reading {
  const spectra = siteSpectra(sites, adapter);
  return {
    effectiveRank: spectra.reduce((sum, values) => sum + effectiveRank(values), 0) / spectra.length,
    neededRank: neededRank(spectra, adapter.rank, idle),
    waiting: waitingDirections(sites, adapter),
  };
}

function neededRank(spectra: readonly Float64Array[], rank: number, idle: number): number {
  const squaresFrom = (first: number) =>
    spectra.reduce((sum, values) => sum + values.subarray(first).reduce((part, value) => part + value * value, 0), 0);
  const whole = Math.sqrt(squaresFrom(0));
  for (let kept = 1; kept < rank; kept++) if (Math.sqrt(squaresFrom(kept)) < idle * whole) return kept;
  return rank;
}

function waitingDirections(sites: readonly Site[], adapter: Adapter): number {
  const { rank } = adapter;
  const matrices = siteMatrices(sites, adapter);
  const isRead = (k: number) => matrices.some(({ a }) => a.some((value, i) => i % rank === k && value !== 0));
  const isWritten = (k: number) =>
    matrices.some(({ site, b }) => b.subarray(k * site.outputs, (k + 1) * site.outputs).some((value) => value !== 0));
  return Array.from({ length: rank }, (_, k) => k).filter((k) => isRead(k) && !isWritten(k)).length;
}
