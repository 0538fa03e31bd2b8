/**
 * A host too large to train is refused in words before it fails in the runtime, and rows that do not fit into one pass
 * go through in several. What a pass may take is a fixed figure and not what happens to be free, for on another cut a
 * gradient's last digits differ, and a run must repeat.
 */
import { HostError } from '../errors.ts';
import type { Adapter } from '../adapters/adapter.ts';
import { megabytes } from '../../base/megabytes.ts';
import type { Padding } from '../find/padding.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { PassSizes } from './examples.ts';
import type { PassMemory } from './memory.ts';

/** One row of a batch. */
export interface TrainingRow {
  tokens: readonly number[];
  /** of each token; weight[t] counts the cross-entropy of tokens[t] given those before it. weights[0] is not used */
  weights: ArrayLike<number>;
  adapter: Adapter;
}

/**
 * What weights and a pass may take together, in bytes. WebAssembly has 4 GiB of addresses, which the decoder's sessions
 * and the blocks a runtime holds in reserve share.
 */
export const LIMIT_BYTES: Readonly<Record<Runtime['kind'], number>> = {
  wasm: 2e9,
  webgpu: 2e9,
  node: 4e9,
  cuda: 4e9,
  coreml: 4e9,
  dml: 4e9,
};

/** A pass that any use of training contains: one short task with its answer. */
export const SMALLEST: PassSizes = { rows: 1, tokens: 48, positions: 16, rank: 4 };

const NEXT_STEP =
  'Choose a smaller host, fewer or shorter answers a pass, or a way of learning that needs forward passes only.';

/** Throws HostError `host-too-large` where not even one short answer could be trained. */
export function checkSmallestPass(memory: PassMemory, limitBytes: number): void {
  if (needed(memory, SMALLEST) > limitBytes) throw tooLarge(memory, SMALLEST, limitBytes);
}

/** What the smallest use of training takes, in words. */
export function smallestInWords(memory: PassMemory): string {
  return passInWords(memory, SMALLEST);
}

/** What passes are cut by. */
export interface PassRules {
  /** what the weights and a pass may take together */
  limitBytes: number;
  /** `equal`: the rows of a pass have one length */
  padding: Padding;
}

/**
 * Cuts rows, in their order, into as few passes as the rules allow.
 * Throws HostError `host-too-large` for a row that does not fit alone.
 */
export function cutPasses(
  rows: readonly TrainingRow[],
  memory: PassMemory,
  { limitBytes, padding }: PassRules,
): TrainingRow[][] {
  const passes: TrainingRow[][] = [];
  const fits = (open: TrainingRow[], row: TrainingRow): boolean =>
    padding !== 'equal' || open[0]!.tokens.length === row.tokens.length;
  for (const row of rows) {
    const open = passes.at(-1);
    if (open && fits(open, row) && needed(memory, passSizes([...open, row])) <= limitBytes) open.push(row);
    else if (needed(memory, passSizes([row])) <= limitBytes) passes.push([row]);
    else throw tooLarge(memory, passSizes([row]), limitBytes);
  }
  return passes;
}

/** The sizes of a pass over some rows, which are padded to the longest. */
export function passSizes(rows: readonly TrainingRow[]): PassSizes {
  const most = (of: (row: TrainingRow) => number): number => rows.reduce((all, row) => Math.max(all, of(row)), 1);
  return {
    rows: rows.length,
    tokens: most(({ tokens }) => tokens.length),
    positions: most(({ weights }) => placesOf(weights).length),
    rank: most(({ adapter }) => adapter.rank),
  };
}

/** The tokens of a row that the loss counts. */
export function placesOf(weights: ArrayLike<number>): number[] {
  const places: number[] = [];
  for (let t = 1; t < weights.length; t++) if (weights[t] !== 0) places.push(t);
  return places;
}

/**
 * A runtime's failed allocation as HostError `host-too-large`; anything else as it is.
 * @param needs  what it was for, in words
 */
export function asTooLarge(thrown: unknown, needs: string): unknown {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (!NO_MEMORY.test(message)) return thrown;
  const sentence = `This host is too large to be trained here: the memory ran out; ${needs}.`;
  return new HostError('host-too-large', sentence, NEXT_STEP, { cause: thrown });
}

/** What the runtimes say: C++, ONNX Runtime's allocators, WebAssembly in the browsers, JavaScript. */
const NO_MEMORY =
  /bad_alloc|bad allocation|out of memory|memory access out of bounds|index out of bounds|alloc\w* failed|fail\w* to allocate|could not allocate|cannot enlarge memory|invalid (typed )?array (buffer )?length/i;

/** What a pass takes in words, such as `8 answers of up to 96 tokens take about 1,830 MB with the weights`. */
export function passInWords(memory: PassMemory, sizes: PassSizes): string {
  const { rows, tokens } = sizes;
  const answers =
    rows === 1 ? `one answer of ${tokens} tokens takes` : `${rows} answers of up to ${tokens} tokens take`;
  return `${answers} about ${megabytes(needed(memory, sizes))} with the host’s weights`;
}

function tooLarge(memory: PassMemory, sizes: PassSizes, limitBytes: number): HostError {
  const needs = passInWords(memory, sizes);
  return new HostError(
    'host-too-large',
    `This host is too large to be trained here: ${needs}, and ${megabytes(limitBytes)} are allowed.`,
    NEXT_STEP,
  );
}

function needed(memory: PassMemory, sizes: PassSizes): number {
  return memory.weightBytes + memory.passBytes(sizes);
}
