/**
 * What is tried before a host may be used, after every start. Prompts of different length are answered together, padded
 * as the graph seems to want it, and each alone, through some steps: where that differs, prompts must not be padded; where
 * even prompts of one length differ, rows are answered one by one. A host directory may hold `check.json`, the logits its
 * maker measured after one prompt; a device that computes other numbers is refused.
 */
import { HostError } from '../errors.ts';
import { random } from '../../base/random.ts';
import { madeUpAdapter, type Adapter } from '../adapters/adapter.ts';
import { Batch } from '../decode/batch.ts';
import { slicesOf, type Decoder } from '../decode/decode.ts';
import { isExact, type Runtime } from '../runtime/runtime.ts';
import type { GoldenPrompt } from './prepare.ts';

/** How rows may be answered together, and what is to be told of it. */
interface CheckResult {
  rules: Pick<Decoder, 'padding' | 'leastRows' | 'sliceRows'>;
  notes: string[];
}

/** One row of a check: its prompt, its adapter. */
export interface CheckRow {
  prompt: readonly number[];
  adapter: Adapter | null;
}

/** How far apart, in units of logits, numbers may lie that should be the same. */
interface Tolerance {
  /** of a row beside others and alone */
  rows: number;
  /** of the same where kernels choose their summation order by the batch's shape; masking faults differ by far more */
  rounding: number;
  /** of what the host's maker measured */
  golden: number;
}

/** wasm and Node must agree to the bit in float32; halves have eleven digits, of which sums over many layers lose some. */
function toleranceOf({ halves }: Decoder, kind: Runtime['kind'], largest: number): Tolerance {
  const rows = isExact(kind) ? 0 : 2e-3;
  if (!halves) return { rows, rounding: 1e-4, golden: 5e-3 };
  return { rows: isExact(kind) ? 0 : largest / 256, rounding: largest / 256, golden: largest / 32 };
}

const ROUNDS_BY_BATCH = 'Answers of this host can differ in the last digits with the answers computed beside them.';
const NO_PADDING =
  'Prompts of different length cannot be answered together on this host, so batches are smaller and slower.';
const SHARED_SCALE =
  'This model rounds what it multiplies by one scale for a whole batch, so answers are computed one by one, which is slower.';
const ONE_BY_ONE =
  'Answers computed together disturb each other on this host, so they are computed one by one, which is slower.';

/** Runs the checks. Throws HostError `host-wrong` when the logits are no numbers or not the ones they should be. */
export async function checkHost(
  decoder: Decoder,
  kind: Runtime['kind'],
  golden: GoldenPrompt | undefined,
): Promise<CheckResult> {
  if (golden) await checkGolden(decoder, kind, golden);
  if (decoder.session.signature.rowsAlone) {
    if (!areNumbers(await logitsOf(decoder, checkRows(decoder, EQUAL))))
      throw wrong('it answers with numbers that are none');
    return { rules: { padding: 'equal', leastRows: 1, sliceRows: 1 }, notes: [SHARED_SCALE] };
  }
  const ragged = decoder.padding === 'equal' ? undefined : await tried(decoder, kind, RAGGED);
  if (ragged) return ragged;
  const equal = await tried({ ...decoder, padding: 'equal' }, kind, EQUAL);
  if (equal) return { ...equal, notes: [NO_PADDING, ...equal.notes] };
  return { rules: { padding: 'equal', leastRows: 1, sliceRows: 1 }, notes: [ONE_BY_ONE] };
}

/** Prompt lengths of the checks. The longest is long enough to be prefilled by itself where prompts may be. */
const RAGGED = [21, 5, 7] as const;
const EQUAL = [7, 7, 7] as const;
/** Of the adapters but the last row's, which has none; neither fills the blocks in which kernels sum. */
const RANKS = [5, 2] as const;

/** The rules by which rows of these lengths answer together what they answer alone; undefined where there are none. */
async function tried(
  decoder: Decoder,
  kind: Runtime['kind'],
  lengths: readonly number[],
): Promise<CheckResult | undefined> {
  const { padding, sliceRows } = decoder;
  const rows = checkRows(decoder, lengths);
  const all = { ...decoder, sliceRows: rows.length };
  const together = await logitsOf(all, rows);
  if (!areNumbers(together)) {
    if (padding === 'equal') throw wrong('it answers with numbers that are none');
    return undefined; // padding that sees nothing at all may spread
  }
  const tolerance = toleranceOf(decoder, kind, largestOf(together.flat()));
  const lone = difference(together, await oneByOne(all, rows, 1));
  if (lone <= tolerance.rows) return { rules: { padding, sliceRows, leastRows: 1 }, notes: [] };
  const inPairs = { ...all, leastRows: 2 };
  const twice = difference(await logitsOf(inPairs, rows), await oneByOne(inPairs, rows, 2));
  if (twice <= tolerance.rows) return { rules: { padding, sliceRows, leastRows: 2 }, notes: [] };
  if (lone <= tolerance.rounding) return { rules: { padding, sliceRows, leastRows: 1 }, notes: [ROUNDS_BY_BATCH] };
  return undefined;
}

function areNumbers(rows: readonly Float32Array[][]): boolean {
  return rows.flat().every((logits) => logits.every(Number.isFinite));
}

function checkRows(decoder: Decoder, lengths: readonly number[]): CheckRow[] {
  const draw = random('host', 'check');
  const prompt = (length: number): number[] => Array.from({ length }, () => draw.integer(3, 60));
  const adapter = (rank: number): Adapter => madeUpAdapter(decoder.sites, rank, 1, () => 0.05 * draw.normal());
  return lengths.map((length, i) => ({
    prompt: prompt(length),
    adapter: i === lengths.length - 1 ? null : adapter(RANKS[i]!),
  }));
}

async function oneByOne(decoder: Decoder, rows: readonly CheckRow[], copies: number): Promise<Float32Array[][]> {
  const alone: Float32Array[][] = [];
  for (const row of rows)
    alone.push(
      (
        await logitsOf(
          decoder,
          Array.from({ length: copies }, () => row),
        )
      )[0]!,
    );
  return alone;
}

/** The logits of each row, after its prompt and after each of `steps` greedy tokens. Rows go together where they may. */
export async function logitsOf(decoder: Decoder, rows: readonly CheckRow[], steps = 3): Promise<Float32Array[][]> {
  const seen: Float32Array[][] = rows.map(() => []);
  const greedy = { maxNewTokens: steps + 1, temperature: 0, topP: 1, random: random('host', 'check', 'greedy') };
  const requests = rows.map((row, index) => ({ index, request: { ...row, ...greedy } }));
  const observe = (index: number, logits: Float32Array): void => void seen[index]!.push(logits.slice());
  for (const slice of slicesOf(requests, decoder)) {
    const worn = decoder.session.wear(
      decoder,
      slice.map(({ request }) => request.adapter),
    );
    const batch = new Batch({ ...decoder, rules: { ...decoder.rules, endTokens: [] } }, slice, worn.inputs, observe);
    try {
      await batch.prefill();
      while (batch.running) await batch.step();
    } finally {
      batch.dispose();
      worn.takeOff();
    }
  }
  return seen;
}

function difference(a: readonly Float32Array[][], b: readonly Float32Array[][]): number {
  let most = 0;
  a.forEach((row, i) =>
    row.forEach((logits, step) =>
      logits.forEach((logit, j) => {
        most = Math.max(most, Math.abs(logit - b[i]![step]![j]!));
      }),
    ),
  );
  return most;
}

async function checkGolden(decoder: Decoder, kind: Runtime['kind'], golden: GoldenPrompt): Promise<void> {
  const [row] = await logitsOf(decoder, [{ prompt: golden.prompt, adapter: null }], 0);
  const most = golden.logits.reduce((sum, logit, i) => Math.max(sum, Math.abs(logit - (row![0]![i] ?? NaN))), 0);
  const tolerance = toleranceOf(decoder, kind, largestOf([golden.logits]));
  if (!(most <= tolerance.golden)) throw wrong(`its answers differ by ${most} from the ones its maker measured`);
}

export function largestOf(rows: readonly ArrayLike<number>[]): number {
  let largest = 0;
  for (const row of rows) for (let i = 0; i < row.length; i++) largest = Math.max(largest, Math.abs(row[i]!));
  return largest;
}

/** The error of a model that answers otherwise than it should. */
export function wrong(why: string): HostError {
  return new HostError(
    'host-wrong',
    `The model computes wrong numbers on this device: ${why}.`,
    'Use another device, such as WebAssembly instead of WebGPU, or another browser; if it stays, copy the host again.',
  );
}
