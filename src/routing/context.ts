/**
 * What the bandit sees of a prompt: the host's embedding of it, brought down to a few numbers by a random projection,
 * which keeps angles and distances nearly as they were (Johnson and Lindenstrauss 1984; Achlioptas 2003,
 * doi:10.1016/S0022-0000(03)00025-4), at length 1, and the constant 1 for what an adapter earns on any prompt.
 */
import { random, type KeyPart } from '../base/random.ts';

/** Numbers in a direction: fewer tell the task families apart less well, more have to be learnt one by one. */
export const DEFAULT_DIMENSION = 16;

/** A projection as data: signs, [dimension, inputs], row-major. */
interface RandomProjection {
  dimension: number;
  inputs: number;
  signs: Int8Array;
}

/** The projection that belongs to a key. Throws RangeError for sizes below 1. */
export function projectionOf(inputs: number, dimension: number, key: readonly KeyPart[]): RandomProjection {
  for (const size of [inputs, dimension])
    if (!Number.isInteger(size) || size < 1) throw new RangeError(`a projection of ${inputs} numbers to ${dimension}`);
  const source = random(...key, 'projection', inputs, dimension);
  return {
    dimension,
    inputs,
    signs: Int8Array.from({ length: dimension * inputs }, () => (source.uniform() < 0.5 ? -1 : 1)),
  };
}

/**
 * The context of a prompt, [dimension + 1]: direction, then 1. An embedding without a direction gives zeros.
 * @param embedding  [inputs]
 * @param centre  [inputs], see `centreOf`; taken off first
 */
export function contextOf(projection: RandomProjection, embedding: Float32Array, centre?: Float32Array): number[] {
  const { dimension, inputs, signs } = projection;
  for (const vector of [embedding, centre])
    if (vector && vector.length !== inputs) throw new RangeError(`${vector.length} numbers instead of ${inputs}`);
  const projected = Array.from({ length: dimension }, (_, row) => {
    let sum = 0;
    for (let i = 0; i < inputs; i++) sum += signs[row * inputs + i]! * (embedding[i]! - (centre?.[i] ?? 0));
    return sum;
  });
  const length = Math.hypot(...projected);
  return [...projected.map((value) => (length > 0 ? value / length : 0)), 1];
}

/**
 * The mean of some embeddings. Those of one host share a large part, which tells no prompt from another; a context less the
 * centre of typical prompts is learnt sooner. Throws RangeError for none.
 */
export function centreOf(embeddings: readonly Float32Array[]): Float32Array {
  if (embeddings.length === 0) throw new RangeError('the centre of nothing');
  return embeddings[0]!.map(
    (_, i) => embeddings.reduce((sum, embedding) => sum + embedding[i]!, 0) / embeddings.length,
  );
}
