/** What numpy's dense SVD says of three adapters over three sites (golden/merging/numpy.json, by make.py beside it). */
import { readFileSync } from 'node:fs';
import type { Adapter } from '../../../src/host/index.ts';

export const golden = JSON.parse(readFileSync(new URL('../../golden/merging/numpy.json', import.meta.url), 'utf8')) as {
  parts: { rank: number; scale: number; weight: number; factors: [a: number[], b: number[]][] }[];
  sites: {
    shape: [inputs: number, outputs: number];
    merged: number[];
    singularValues: number[];
    best: Record<string, number[]>;
    norm: number;
    effectiveRank: number;
    ties: [density: number, merged: number[], rank2: number[]][];
  }[];
};

export const goldenParts: { adapter: Adapter; weight: number }[] = golden.parts.map(
  ({ rank, scale, weight, factors }) => ({
    adapter: { rank, scale, weights: Float32Array.from(factors.flat(2)) },
    weight,
  }),
);
