/**
 * Keyed randomness. Every draw in the lab belongs to a key, such as (seed, 'mutate', organelle, generation), and each
 * key opens its own stream. So the order in which things are computed never matters, and a run can be resumed,
 * replayed or computed in other batches without a single number changing.
 *
 * The key is hashed with SHA-256 and seeds xoshiro128** (Blackman and Vigna 2018, doi:10.1145/3460772).
 */
import { sha256 } from '@noble/hashes/sha2.js';

export type KeyPart = string | number;

/** The stream that belongs to a key. Parts are told apart by type and length: ('a', 'bc') is not ('ab', 'c'). */
export function random(...key: KeyPart[]): Random {
  const text = key.map((part) => `${typeof part === 'number' ? 'n' : 's'}${String(part).length}:${part}`).join('|');
  const digest = sha256(new TextEncoder().encode(text));
  const words = new DataView(digest.buffer, digest.byteOffset, digest.byteLength);
  return new Random(words.getUint32(0), words.getUint32(4), words.getUint32(8), words.getUint32(12) || 1);
}

export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;
  #spareNormal: number | undefined;

  constructor(a: number, b: number, c: number, d: number) {
    [this.#a, this.#b, this.#c, this.#d] = [a, b, c, d];
  }

  /** 32 random bits. */
  bits(): number {
    const result = Math.imul(rotateLeft(Math.imul(this.#b, 5), 7), 9) >>> 0;
    const t = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= t;
    this.#d = rotateLeft(this.#d, 11);
    return result;
  }

  /** Uniform in [0, 1), with 53 random bits. */
  uniform(): number {
    return ((this.bits() >>> 5) * 67108864 + (this.bits() >>> 6)) / 9007199254740992;
  }

  /** A whole number, low and high both possible. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.uniform() * (high - low + 1));
  }

  /** Standard normal, by the polar method (Marsaglia and Bray 1964). */
  normal(): number {
    if (this.#spareNormal !== undefined) {
      const spare = this.#spareNormal;
      this.#spareNormal = undefined;
      return spare;
    }
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const square = u * u + v * v;
      if (square > 0 && square < 1) {
        const factor = Math.sqrt((-2 * Math.log(square)) / square);
        this.#spareNormal = v * factor;
        return u * factor;
      }
    }
  }

  /** One item, all equally likely. Throws on an empty list. */
  choice<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError('choice from an empty list');
    return items[this.integer(0, items.length - 1)] as T;
  }

  /** The index of one weight, with probability proportional to it. Weights are finite, none negative, not all zero. */
  weighted(weights: readonly number[]): number {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    if (!(total > 0) || !Number.isFinite(total))
      throw new RangeError(`weights must sum to a positive number, not ${total}`);
    let left = this.uniform() * total;
    for (let i = 0; i < weights.length; i++) {
      left -= weights[i]!;
      if (left < 0) return i;
    }
    return weights.findLastIndex((weight) => weight > 0);
  }

  /** `count` different items in random order. Throws when there are fewer. */
  sample<T>(items: readonly T[], count: number): T[] {
    if (count > items.length) throw new RangeError(`cannot draw ${count} different items from ${items.length}`);
    return this.shuffle(items).slice(0, count);
  }

  /** A shuffled copy (Fisher and Yates). */
  shuffle<T>(items: readonly T[]): T[] {
    const copy = [...items];
    for (let i = copy.length - 1; i > 0; i--) {
      const j = this.integer(0, i);
      [copy[i], copy[j]] = [copy[j]!, copy[i]!];
    }
    return copy;
  }
}

function rotateLeft(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by)) | 0;
}
