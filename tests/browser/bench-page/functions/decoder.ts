/** Bare decoders in a browser's worker, for questions about logits: the micro host and the fixtures. */
import type { Adapter } from '../../../../src/host/adapters/adapter.ts';
import { logitsOf, type CheckRow } from '../../../../src/host/session/check.ts';
import type { Decoder } from '../../../../src/host/decode/decode.ts';
import { prepareGraph } from '../../../../src/host/session/prepare.ts';
import { openDecoder } from '../../../../src/host/session/variants.ts';
import { readPeft } from '../../../../src/host/adapters/peft.ts';
import { floatsOfTensor, readSafetensors } from '../../../../src/host/adapters/safetensors.ts';
import type { WebRuntimeOptions } from '../../../../src/host/web.ts';
import { siteFiles } from '../../../../src/host/web.ts';
import { benchRuntime, sharedRuntime } from '../runtime.ts';
import { distinctAdapters, msPerStep } from '../steps.ts';

const decoders = new Map<string, Promise<Decoder>>();

/** `folder` is relative to the site, such as 'hosts/micro/'. */
function open(folder: string, options: WebRuntimeOptions, bare = false): Promise<Decoder> {
  const key = JSON.stringify([folder, options, bare]);
  const known = decoders.get(key) ?? openNew(folder, options, bare);
  decoders.set(key, known);
  return known;
}

async function openNew(folder: string, options: WebRuntimeOptions, bare: boolean): Promise<Decoder> {
  const files = siteFiles(new URL(`../${folder}`, self.location.href).href);
  return openDecoder(await prepareGraph(files), await sharedRuntime(options), { bare });
}

async function goldenIn(
  folder: string,
): Promise<{ tensors: ReturnType<typeof readSafetensors>['tensors']; adapter: Uint8Array }> {
  const files = siteFiles(new URL(`../${folder}`, self.location.href).href);
  const { tensors } = readSafetensors(await files.read('golden.safetensors'));
  return { tensors, adapter: await files.read('adapter/adapter_model.safetensors') };
}

function idsOf(golden: Awaited<ReturnType<typeof goldenIn>>, prompt: number): number[] {
  return Array.from(new BigInt64Array(golden.tensors.get(`ids.${prompt}`)!.bytes.slice().buffer), Number);
}

/**
 * The largest difference to PyTorch's logits after a whole golden prompt: bare, and with the golden adapter. `halves` where
 * the device computed in float16.
 */
export async function goldenDifference(
  folder: string,
  goldenFolder: string,
  options: WebRuntimeOptions,
): Promise<{ base: number; adapter: number; halves: boolean }> {
  const decoder = await open(folder, options);
  const golden = await goldenIn(goldenFolder);
  const adapter = readPeft(decoder.sites, golden.adapter, 8);
  const prompt = idsOf(golden, 0);
  const difference = (which: 'base' | 'adapter', logits: Float32Array): number => {
    const expected = floatsOfTensor(golden.tensors.get(`${which}.0`)!).subarray(-logits.length);
    return logits.reduce((most, logit, i) => Math.max(most, Math.abs(logit - expected[i]!)), 0);
  };
  const [base, adapted] = await logitsOf(
    decoder,
    [
      { prompt, adapter: null },
      { prompt, adapter },
    ],
    0,
  );
  const { halves } = decoder;
  return { base: difference('base', base![0]!), adapter: difference('adapter', adapted![0]!), halves };
}

/** The largest difference between rows answered together and each alone, over a prefill and `steps` greedy steps. */
export async function raggedDifference(
  folder: string,
  goldenFolder: string,
  options: WebRuntimeOptions,
  lengths: readonly number[],
  steps: number,
): Promise<{ difference: number; size: number }> {
  const decoder = await open(folder, options);
  const golden = await goldenIn(goldenFolder);
  const adapter = readPeft(decoder.sites, golden.adapter, 8);
  const rows = lengths.map((length, i): CheckRow => ({
    prompt: idsOf(golden, i % 3).slice(0, length),
    adapter: i % 3 === 2 ? null : scaled(adapter, 1 - i / 10),
  }));
  const together = await logitsOf(decoder, rows, steps);
  let [difference, size] = [0, 0];
  for (let i = 0; i < rows.length; i++) {
    const [alone] = await logitsOf(decoder, [rows[i]!], steps);
    alone!.forEach((logits, step) =>
      logits.forEach((logit, j) => {
        difference = Math.max(difference, Math.abs(logit - together[i]![step]![j]!));
        size = Math.max(size, Math.abs(logit));
      }),
    );
  }
  return { difference, size };
}

function scaled(adapter: Adapter, by: number): Adapter {
  return { ...adapter, scale: adapter.scale * by };
}

/**
 * Milliseconds per decode step of a batch of the micro host, bare and grafted with distinct adapters by turns, so that both
 * see the same machine.
 */
export async function stepMs(
  options: WebRuntimeOptions,
  size: { rows: number; rank: number; steps: number; turns: number },
): Promise<{ bare: number[]; grafted: number[] }> {
  const decoders = { bare: await open('hosts/micro/', options, true), grafted: await open('hosts/micro/', options) };
  const ms: { bare: number[]; grafted: number[] } = { bare: [], grafted: [] };
  const adapters = distinctAdapters(decoders.grafted.sites, size.rank, size.rows);
  const none = adapters.map(() => null);
  for (let turn = 0; turn < size.turns; turn++) {
    ms.bare.push(await msPerStep(decoders.bare, size.steps, none));
    ms.grafted.push(await msPerStep(decoders.grafted, size.steps, adapters));
  }
  return ms;
}

/** A host that is loaded anew and dropped behind, on WebAssembly: milliseconds per decode step, one number per turn. */
export async function freshStepMs(
  folder: string,
  graph: string,
  threads: number,
  size: { rows: number; rank: number; steps: number; turns: number },
): Promise<number[]> {
  const files = siteFiles(new URL(`../${folder}`, self.location.href).href);
  const runtime = await benchRuntime({ prefer: 'wasm', threads });
  const decoder = await openDecoder(await prepareGraph(files, graph), runtime);
  const adapters = distinctAdapters(decoder.sites, size.rank, size.rows);
  const ms: number[] = [];
  for (let turn = 0; turn < size.turns; turn++) ms.push(await msPerStep(decoder, size.steps, adapters));
  await decoder.session.release();
  return ms;
}
