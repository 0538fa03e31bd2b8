/**
 * AdamW (Loshchilov and Hutter 2019, arXiv:1711.05101) with clipping by the gradient's Euclidean norm, as PyTorch's
 * `torch.optim.AdamW` and `clip_grad_norm_` do it. Pure: moments go in, moments come out.
 */
import { euclideanNorm } from './guard.ts';
import type { Memory } from './memory.ts';

interface AdamWSettings {
  learningRate: number;
  beta1: number;
  beta2: number;
  weightDecay: number;
  clip: number;
}

/** Keeps the quotient finite where a weight has never had a gradient. */
const EPSILON = 1e-8;
/** What PyTorch adds to the norm before it divides by it. */
const CLIP_EPSILON = 1e-6;

/**
 * One step down a gradient.
 * @param weights  [n], not changed
 * @param gradient  of what is to fall, [n], not changed
 * @returns the change of the weights [n], the moments after it, and the gradient's norm before clipping
 */
export function adamW(
  weights: Float32Array,
  gradient: Float32Array,
  moments: Memory['moments'],
  { learningRate, beta1, beta2, weightDecay, clip }: AdamWSettings,
): { change: Float32Array; moments: NonNullable<Memory['moments']>; norm: number } {
  const n = weights.length;
  const steps = (moments?.steps ?? 0) + 1;
  const first = moments?.first.slice() ?? new Float32Array(n);
  const second = moments?.second.slice() ?? new Float32Array(n);
  const norm = euclideanNorm(gradient);
  const shorten = Math.min(1, clip / (norm + CLIP_EPSILON));
  const unbias1 = 1 - beta1 ** steps;
  const unbias2 = Math.sqrt(1 - beta2 ** steps);
  const change = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    const g = gradient[i]! * shorten;
    first[i] = beta1 * first[i]! + (1 - beta1) * g;
    second[i] = beta2 * second[i]! + (1 - beta2) * g * g;
    const adaptive = first[i]! / unbias1 / (Math.sqrt(second[i]!) / unbias2 + EPSILON);
    change[i] = -learningRate * (adaptive + weightDecay * weights[i]!);
  }
  return { change, moments: { steps, first, second }, norm };
}
