/**
 * What a decoder hands on from one step to the next: pairs of an input and an output that are called alike but for words
 * such as past and present, rows first. Most are caches of keys and values with an axis that grows by a step's tokens;
 * others, such as what a convolution still sees, keep their size and begin as zeros.
 */
import type { DecoderShape } from '../find/find.ts';
import type { ValueInfo } from '../onnx/model.ts';
import type { FloatType } from '../runtime/elements.ts';

/** One tensor that goes from step to step. */
export interface CacheInput {
  /** name of the input */
  past: string;
  /** name of the output that becomes the input of the next step */
  present: string;
  type: FloatType;
  /** sizes of one row, without the leading axis of rows; 0 where the tokens are */
  rowShape: readonly number[];
  /** the place of the tokens in `rowShape`; null for a state that keeps its size */
  tokenAxis: number | null;
}

type Found = Omit<CacheInput, 'type'> & { input: ValueInfo };

/** Pairs inputs with outputs. `strange` says of one what is not understood. */
export function readCaches(
  inputs: readonly ValueInfo[],
  outputs: readonly ValueInfo[],
  shape: DecoderShape,
): { caches: Found[]; strange?: string } {
  const caches: Found[] = [];
  for (const input of inputs) {
    const partners = outputs.filter(({ name }) => stemOf(name) === stemOf(input.name));
    const [output, another] = partners;
    if (!output) return { caches, strange: `it wants an input called ${input.name}` };
    if (another)
      return { caches, strange: `its outputs ${output.name} and ${another.name} both go with ${input.name}` };
    if (typeof input.shape[0] !== 'string') return { caches, strange: `its ${input.name} has no axis of rows` };
    const cache = cacheOf(input, output, shape);
    if (!cache) return { caches, strange: `the size of its ${input.name} does not follow from the graph` };
    caches.push(cache);
  }
  return { caches };
}

/** Words that tell an input from the output that belongs to it. */
const ASIDE = new Set(
  'past present presents in out input output old new prev previous next initial updated'.split(' '),
);

/** A name without what tells before from after: `past_key_values.0.key` and `present.0.key` are both `0.key`. */
function stemOf(name: string): string {
  const words = name
    .toLowerCase()
    .replace(/(past|present)_key_values?/, '$1')
    .split(/[^a-z0-9]+/);
  return words.filter((word) => word !== '' && !ASIDE.has(word)).join('.');
}

function cacheOf(input: ValueInfo, output: ValueInfo, shape: DecoderShape): Found | undefined {
  const tokenAxis = tokenAxisOf(input, output);
  const rowShape = input.shape.slice(1).map((size, axis) => {
    if (axis === tokenAxis) return 0;
    return typeof size === 'number' ? size : sizeByPlace(input, axis, shape);
  });
  if (rowShape.includes(undefined)) return undefined;
  return { input, past: input.name, present: output.name, rowShape: rowShape as number[], tokenAxis };
}

const KEYS_OR_VALUES = /(^|[._/])(key|value)s?$/;
const OF_TOKENS = /seq|past|token|length|time|total/;

/** The axis that grows: the one whose symbol says so or changes, or else the usual one of keys and values. */
function tokenAxisOf(input: ValueInfo, output: ValueInfo): number | null {
  const free = input.shape.slice(1).flatMap((size, axis) => (typeof size === 'string' ? [axis] : []));
  const isGrowing = (axis: number): boolean =>
    output.shape.length === input.shape.length && output.shape[axis + 1] !== input.shape[axis + 1];
  const named = free.filter((axis) => OF_TOKENS.test(String(input.shape[axis + 1])));
  const isNamed = named.length === 1 && (isKeysOrValues(input) || isGrowing(named[0]!));
  const axes = isNamed ? named : free.filter(isGrowing);
  if (axes.length === 1) return axes[0]!;
  return isKeysOrValues(input) ? 1 : null;
}

function isKeysOrValues({ name, shape }: ValueInfo): boolean {
  return KEYS_OR_VALUES.test(name) && shape.length === 4;
}

/** Sizes that newer exporters leave to the config: keys and values are [heads, tokens, size of a head]. */
function sizeByPlace(input: ValueInfo, axis: number, shape: DecoderShape): number | undefined {
  if (!isKeysOrValues(input)) return undefined;
  return axis === 2 ? shape.headSize : axis === 0 ? shape.keyValueHeads : undefined;
}
