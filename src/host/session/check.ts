/**
 * What is tried before a host may be used, after every start. Two prompts of different length are answered together and
 * each alone: where that differs, prompts must not be padded (or rows not run alone), or it is said that last digits may differ. A host directory may
 * hold `check.json`, the logits its maker measured after one prompt; a device that computes other numbers is refused.
 */
import { HostError } from '../errors.ts';
import { random } from '../../base/random.ts';
import { adapterLength, type Adapter } from '../adapters/adapter.ts';
import { Batch } from '../decode/batch.ts';
import type { Decoder } from '../decode/decode.ts';
import { adapterFeeds } from '../passes/feeds.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { GoldenPrompt } from './prepare.ts';

interface CheckResult {
  rules: { padding: boolean; leastRows: number };
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
  const rows = kind === 'webgpu' ? 2e-3 : 0;
  if (!halves) return { rows, rounding: 1e-4, golden: 5e-3 };
  return { rows: kind === 'webgpu' ? largest / 256 : 0, rounding: largest / 256, golden: largest / 32 };
}

const ROUNDS_BY_BATCH = 'Answers of this host can differ in the last digits with the answers computed beside them.';
const NO_PADDING =
  'Prompts of different length cannot be answered together on this host, so batches are smaller and slower.';

/** Runs the checks. Throws HostError `host-wrong` when the logits are no numbers or not the ones they should be. */
export async function checkHost(
  decoder: Decoder,
  kind: Runtime['kind'],
  golden: GoldenPrompt | undefined,
): Promise<CheckResult> {
  if (golden) await checkGolden(decoder, kind, golden);
  const rows = checkRows(decoder);
  const together = await logitsOf(decoder, rows);
  if (together.flat().some((logits) => !logits.every(Number.isFinite)))
    throw wrong('it answers with numbers that are none');
  const tolerance = toleranceOf(decoder, kind, largestOf(together.flat()));
  const lone = difference(together, await oneByOne(decoder, rows, 1));
  if (lone <= tolerance.rows) return { rules: { padding: true, leastRows: 1 }, notes: [] };
  const twice = difference(together, await oneByOne(decoder, rows, 2));
  if (twice <= tolerance.rows) return { rules: { padding: true, leastRows: 2 }, notes: [] };
  if (lone <= tolerance.rounding) return { rules: { padding: true, leastRows: 1 }, notes: [ROUNDS_BY_BATCH] };
  return { rules: { padding: false, leastRows: 1 }, notes: [NO_PADDING] };
}

function checkRows(decoder: Decoder): CheckRow[] {
  const draw = random('host', 'check');
  const prompt = (length: number): number[] => Array.from({ length }, () => draw.integer(3, 60));
  const adapter = (rank: number): Adapter => ({
    rank,
    scale: 1,
    weights: Float32Array.from({ length: adapterLength(decoder.sites, rank) }, () => 0.05 * draw.normal()),
  });
  return [
    { prompt: prompt(9), adapter: adapter(2) },
    { prompt: prompt(5), adapter: adapter(1) },
    { prompt: prompt(7), adapter: null },
  ];
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

/** The logits of each row, after its prompt and after each of `steps` greedy tokens. */
export async function logitsOf(
  decoder: Pick<Decoder, 'session' | 'sites' | 'groups' | 'rules'>,
  rows: readonly CheckRow[],
  steps = 3,
): Promise<Float32Array[][]> {
  const seen: Float32Array[][] = rows.map(() => []);
  const greedy = { maxNewTokens: steps + 1, temperature: 0, topP: 1, random: random('host', 'check', 'greedy') };
  const requests = rows.map((row, index) => ({ index, request: { ...row, ...greedy } }));
  const adapters = adapterFeeds(
    decoder.sites,
    decoder.groups,
    rows.map(({ adapter }) => adapter),
  );
  const observe = (index: number, logits: Float32Array): void => void seen[index]!.push(logits.slice());
  const batch = new Batch(decoder.session, { ...decoder.rules, endTokens: [] }, requests, adapters, observe);
  try {
    await batch.prefill();
    while (batch.running) await batch.step();
    return seen;
  } finally {
    batch.dispose();
  }
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

function largestOf(rows: readonly ArrayLike<number>[]): number {
  let largest = 0;
  for (const row of rows) for (let i = 0; i < row.length; i++) largest = Math.max(largest, Math.abs(row[i]!));
  return largest;
}

function wrong(why: string): HostError {
  return new HostError(
    'host-wrong',
    `The model computes wrong numbers on this device: ${why}.`,
    'Use WebAssembly instead of WebGPU, or another browser; if it stays, copy the host again.',
  );
}
