/** What is ours on a graphics device, in a browser's worker, against what does the same with arrays. No model is needed. */
import { Tensor } from 'onnxruntime-common';
import { random } from '../../../../src/base/random.ts';
import { adapterLength, type Adapter, type Site } from '../../../../src/host/adapters/adapter.ts';
import { AdapterBank } from '../../../../src/host/bank/bank.ts';
import { joinCaches, keepCacheRows, type Cache, type Side } from '../../../../src/host/decode/cache.ts';
import { joinResidentCaches, keepResidentRows } from '../../../../src/host/decode/device-cache.ts';
import type { Choice } from '../../../../src/host/device/choose.ts';
import type { Fold, Folding } from '../../../../src/host/device/fold.ts';
import { toolsOf, type DeviceTools } from '../../../../src/host/device/tools.ts';
import type { CacheInput } from '../../../../src/host/files/caches.ts';
import { adapterFeeds, type RowsInput } from '../../../../src/host/passes/feeds.ts';
import type { GraftGroup } from '../../../../src/host/passes/graft.ts';
import { joinedRows, type Join } from '../../../../src/host/passes/joined.ts';
import { rawTensor, type FloatType } from '../../../../src/host/runtime/elements.ts';

let opened: Promise<DeviceTools> | undefined;

function tools(): Promise<DeviceTools> {
  opened ??= (async () => {
    const adapter = await navigator.gpu.requestAdapter();
    return toolsOf({ gpu: await adapter!.requestDevice(), Tensor })!;
  })();
  return opened;
}

/** Tokens chosen from the same logits for each choice; `halves` lays them out as float16. */
export async function chooseTokens(logits: number[], choices: Choice[], halves = false): Promise<number[]> {
  const { memory, chooser } = await tools();
  const rows = choices.flatMap(() => logits);
  const bytes = halves ? halvesOf(rows) : new Uint8Array(Float32Array.from(rows).buffer);
  const buffer = memory.buffer(bytes.byteLength);
  memory.device.queue.writeBuffer(buffer, 0, bytes);
  try {
    return await chooser.choose(buffer, halves, logits.length, choices);
  } finally {
    memory.free(buffer);
  }
}

function halvesOf(numbers: readonly number[]): Uint8Array<ArrayBuffer> {
  const { Float16Array } = globalThis as unknown as { Float16Array: new (from: readonly number[]) => Float32Array };
  const { buffer } = new Float16Array(numbers.length % 2 === 0 ? numbers : [...numbers, 0]);
  return new Uint8Array(buffer as ArrayBuffer);
}

type Layout = Pick<CacheInput, 'rowShape' | 'tokenAxis' | 'type'>;

/** Rows of a cache kept, and caches joined, on the device and with arrays; and the bytes that are left on the device. */
export async function moveCaches(
  layout: Layout,
  side: Side,
): Promise<{ kept: number[][]; joined: number[][]; left: number }> {
  const { memory, mover } = await tools();
  const input: CacheInput = { ...layout, past: 'past', present: 'present' };
  const before = memory.bytes;
  const cacheOn = (onDevice: boolean, rows: number, tokens: number, first: number): Cache => {
    const dims = [rows, ...layout.rowShape.map((size, axis) => (axis === layout.tokenAxis ? tokens : size))];
    const numbers = dims.reduce((all, size) => all * size, 1);
    const bits = (i: number): number => 1 + ((first + i) % 1000);
    const data =
      layout.type === 'float32' ? Float32Array.from({ length: numbers }, (_, i) => bits(i)) : new Uint16Array(numbers);
    if (data instanceof Uint16Array) data.forEach((_, i) => data.set([bits(i)], i));
    if (!onDevice) return { rows, tokens, tensors: new Map([['past', arrayTensor(layout.type, data, dims)]]) };
    const tensor = memory.tensor(layout.type, dims);
    memory.device.queue.writeBuffer(tensor.gpuBuffer as GPUBuffer, 0, padded(data));
    return { rows, tokens, tensors: new Map([['past', tensor]]) };
  };
  const numbersOf = async ({ rows, tokens, tensors }: Cache): Promise<number[]> => {
    const data = (await tensors.get('past')!.getData(true)) as Float32Array | Uint16Array;
    return [rows, tokens, ...new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength)];
  };
  const runtime = { Tensor };
  const wanted = { tokens: 3, side };
  const parts = (onDevice: boolean) => [
    cacheOn(onDevice, 2, 3, 0),
    cacheOn(onDevice, 1, 5, 300),
    cacheOn(onDevice, 3, 4, 600),
  ];
  const kept = [
    await keepResidentRows({ memory, mover }, [input], cacheOn(true, 5, 4, 0), [0, 2, 4], wanted),
    await keepCacheRows(runtime, [input], cacheOn(false, 5, 4, 0), [0, 2, 4], wanted),
  ];
  const joined = [
    await joinResidentCaches({ memory, mover }, [input], parts(true), side),
    await joinCaches(runtime, [input], parts(false), side),
  ];
  return {
    kept: await Promise.all(kept.map(numbersOf)),
    joined: await Promise.all(joined.map(numbersOf)),
    left: memory.bytes - before,
  };
}

/** Halves by their bits, in whatever array this JavaScript has for them. */
function arrayTensor(type: FloatType, data: Float32Array | Uint16Array, dims: readonly number[]): Tensor {
  if (type === 'float32') return rawTensor({ Tensor }, type, data, dims);
  const { Float16Array } = globalThis as unknown as { Float16Array?: new (bytes: ArrayBufferLike) => Uint16Array };
  return rawTensor({ Tensor }, type, Float16Array ? new Float16Array(data.buffer) : (data as Uint16Array), dims);
}

function padded(data: Float32Array | Uint16Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 * Math.ceil(data.byteLength / 4));
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return bytes;
}

const SITES: Site[] = (['q', 'k', 'o'] as const).map((projection, i) => ({
  layer: 0,
  projection,
  inputs: 4 + 2 * i,
  outputs: 6 - i,
  module: projection,
}));
const GROUPS: GraftGroup[] = SITES.map(({ projection, inputs, outputs }, site) => ({
  aInput: `${projection}.A`,
  inputs,
  members: [{ site, bInput: `${projection}.B`, outputs }],
}));

/** Two Bs as one input, the second's columns first. */
const JOINS: Join[] = [
  {
    bInput: 'Bs',
    outputs: SITES[0]!.outputs + SITES[2]!.outputs,
    members: [
      { bInput: 'q.B', column: SITES[2]!.outputs },
      { bInput: 'o.B', column: 0 },
    ],
  },
];

/**
 * Batches of adapters worn one after another, as the bank gives them and as they are laid out without one.
 * @param batches  which of some adapters each row wears, by number; −1 for none
 * @param ranks  of the adapters
 * @param change  written to in place before the last batch
 */
export async function wearBatches(
  batches: number[][],
  ranks: number[],
  change: number,
): Promise<{ differences: number[]; missing: number; left: number }> {
  const { memory, mover } = await tools();
  const before = memory.bytes;
  const draw = random('bench', 'bank');
  const adapters = ranks.map((rank): Adapter => {
    const weights = Float32Array.from({ length: adapterLength(SITES, rank) }, () => draw.normal());
    return { rank, scale: 1 + draw.uniform(), weights };
  });
  const bank = new AdapterBank({ memory, mover }, SITES, GROUPS);
  const differences: number[] = [];
  let missing = 0;
  for (const [i, numbers] of batches.entries()) {
    if (i === batches.length - 1) adapters[change]!.weights[0]! += 1;
    const rows = numbers.map((number) => adapters[number] ?? null);
    const worn = bank.wear(rows);
    if (!worn) {
      missing += 1;
      continue;
    }
    const rank = (worn.inputs[0] as RowsInput).shape[1]!;
    const feeds = adapterFeeds(SITES, GROUPS, rows, rank);
    for (const joins of [[], JOINS]) {
      const picked = await bank.pick(worn.inputs, joins);
      for (const { name, data } of joinedRows(joins, feeds)) {
        const found = (await picked.get(name)!.getData()) as Float32Array;
        differences.push(found.length - data.length, ...data.map((number, at) => Math.abs(number - found[at]!)));
      }
    }
    worn.takeOff();
  }
  bank.release();
  return { differences: [Math.max(...differences), Math.min(...differences)], missing, left: memory.bytes - before };
}

/** Rows of a tensor folded into kept ones on the device, and with arrays; in two steps, columns in two parts. */
export async function foldRows(
  steps: { rows: number; folds: Fold[] }[],
  { kept, width, middle }: { kept: number; width: number; middle: number },
): Promise<{ there: number[]; here: number[] }> {
  const { memory, folder } = await tools();
  const draw = random('bench', 'folds');
  const into = memory.buffer(4 * kept * width);
  const here = new Float64Array(kept * width);
  for (const { rows, folds } of steps) {
    const added = Float32Array.from({ length: rows * width }, () => draw.normal());
    const from = memory.buffer(added.byteLength);
    memory.device.queue.writeBuffer(from, 0, added);
    const part = (at: number, end: number, chosen: readonly Fold[]): Folding => {
      const place = { at, stride: width };
      return { from, into, columns: { count: end - at, from: place, into: place }, folds: chosen };
    };
    // What comes behind the middle does not fade.
    const lasting = folds.map((fold) => ({ ...fold, keep: 1 }));
    await folder.fold([part(0, middle, folds), part(middle, width, lasting), part(width, width, folds)]);
    for (const { kept: row, keep, row: first, rows: count } of folds)
      for (let column = 0; column < width; column++) {
        const at = row * width + column;
        here[at]! *= column < middle ? keep : 1;
        for (let i = first; i < first + count; i++) here[at]! += added[i * width + column]!;
      }
    memory.free(from);
  }
  const there = new Float32Array(await memory.read(into, 4 * kept * width));
  memory.free(into);
  return { there: [...there], here: [...here] };
}
