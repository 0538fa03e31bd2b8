/** How far a model's logits and gradients are from golden ones. */
import { siteMatrices, type Adapter, type Site } from '../adapters/adapter.ts';
import type { SiteChange } from '../adapters/peft-modules.ts';
import type { Decoder } from '../decode/decode.ts';
import type { Trainer } from '../differentiate/trainer.ts';
import { answered } from './answered.ts';
import { largestDifference, type Golden, type GoldenAdapter } from './golden.ts';

/**
 * The largest difference of the logits of all prompts; null where there are no golden logits. The logits at each token are
 * those that its prefix gives as a prompt, and prefixes are answered together, as prompts of different length are.
 * @param adapter  null: the bare model
 */
export async function logitDifference(
  decoder: Decoder,
  golden: Golden,
  adapter: Adapter | null,
  vocabulary: number,
): Promise<number | null> {
  const differences: number[] = [];
  for (const prompt of golden.prompts) {
    const rows = golden.logits(adapter ? 'adapter' : 'base', prompt, vocabulary);
    if (!rows || rows.length === 0) continue;
    const ids = golden.ids(prompt);
    const prefixes = rows.map((_, i) => ({ prompt: ids.slice(0, ids.length - rows.length + 1 + i), adapter }));
    const ours = await answered(decoder, prefixes, 0);
    rows.forEach((row, i) => differences.push(largestDifference(ours[i]![0]!, row, 'logits')));
  }
  return differences.length === 0 ? null : Math.max(...differences);
}

/**
 * How far the gradients of all prompts are from the golden ones at most: the largest difference of a tensor over its largest
 * entry, of the tensor where it is worst. A tensor that should be zero everywhere counts by its largest entry. Null where
 * there are no golden gradients.
 */
export async function gradientDifference(
  trainer: Trainer,
  golden: Golden,
  { adapter, scaleOf }: GoldenAdapter,
  sites: readonly Site[],
): Promise<number | null> {
  const rows = golden.prompts.flatMap((prompt) => {
    const row = golden.gradients(prompt).size > 0 ? golden.trainingRow(prompt, adapter) : undefined;
    return row ? [{ prompt, row }] : [];
  });
  const results = await trainer.run(rows.map(({ row }) => row));
  const worst = rows.flatMap(({ prompt }, i) => {
    const ours: Adapter = { ...adapter, weights: results[i]!.gradient };
    return [...tensorsOf(sites, golden.siteGradients(prompt, sites), ours, scaleOf)].map(relative);
  });
  return worst.length === 0 ? null : Math.max(...worst);
}

/** A tensor of PEFT's: what was computed, and what should be. */
interface Pair {
  ours: Float64Array;
  golden: Float32Array;
}

function relative({ ours, golden }: Pair): number {
  const largest = golden.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return largestDifference(ours, golden, 'gradients') / (largest || 1);
}

/**
 * Gradients as PEFT has them: A [rank, inputs] and B [outputs, rank]. Modules that are fused there share an A, whose
 * gradient is the sum of ours, and their Bs lie below each other. What our one scale does not say of a module is in its B.
 */
function tensorsOf(
  sites: readonly Site[],
  changes: ReadonlyMap<number, SiteChange>,
  ours: Adapter,
  scaleOf: GoldenAdapter['scaleOf'],
): Pair[] {
  const matrices = siteMatrices(sites, ours);
  const modules = new Set([...changes.values()].map(({ module }) => module));
  return [...modules].flatMap((name) => {
    const members = [...changes].filter(([, { module }]) => module === name);
    const [, { module, rank, a: goldenA }] = members[0]!;
    const { inputs } = matrices[members[0]![0]]!.site;
    const a = new Float64Array(goldenA.length);
    const factor = ours.scale === 0 ? 1 : scaleOf(module, rank) / ours.scale;
    const bs = members.map(([index]) => {
      const { site, a: ownA, b: ownB } = matrices[index]!;
      for (let r = 0; r < rank; r++) for (let i = 0; i < inputs; i++) a[r * inputs + i]! += ownA[i * ours.rank + r]!;
      const b = new Float64Array(site.outputs * rank);
      for (let o = 0; o < site.outputs; o++)
        for (let r = 0; r < rank; r++) b[o * rank + r] = ownB[r * site.outputs + o]! * factor;
      return b;
    });
    const goldenBs = members.map(([, { b }]) => b);
    return [
      { ours: a, golden: goldenA },
      { ours: joined(bs, Float64Array), golden: joined(goldenBs, Float32Array) },
    ];
  });
}

function joined<T extends Float32Array | Float64Array>(parts: readonly T[], Kind: new (length: number) => T): T {
  const whole = new Kind(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
