/** Opens hosts for tests on onnxruntime-node: the micro host whole, the fixtures as decoders without words. */
import { random } from '../../src/base/random.ts';
import { nodeRuntime } from '../../src/host/node.ts';
import { adapterLength, type Adapter, type Site } from '../../src/host/adapters/adapter.ts';
import { readConfig, type HostConfig } from '../../src/host/files/config.ts';
import { logitsOf } from '../../src/host/session/check.ts';
import { loadHost, type Host } from '../../src/host/session/host.ts';
import { openDecoder } from '../../src/host/session/variants.ts';
import { floatsOfTensor, readSafetensors, type SafeTensor } from '../../src/host/adapters/safetensors.ts';
import type { Decoder } from '../../src/host/decode/decode.ts';
import type { HostFiles } from '../../src/host/files/files.ts';
import { prepareGraph } from '../../src/host/session/prepare.ts';
import { filesIn, MICRO } from './files.ts';

export function openMicro(threads = 2): Promise<Host> {
  return loadHost({ name: 'micro', files: filesIn(MICRO), runtime: nodeRuntime(threads) });
}

export type TestDecoder = Decoder;

export async function configIn(folder: string): Promise<HostConfig> {
  const bytes = await filesIn(folder).read('config.json');
  return readConfig(JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>);
}

/** A decoder of a host directory; `change` may give other bytes for its graph. */
export async function decoderIn(
  folder: string,
  path = 'onnx/model.onnx',
  change: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes,
): Promise<TestDecoder> {
  const files = filesIn(folder);
  const changed: HostFiles = {
    read: async (file) => (file === path ? change(await files.read(file)) : files.read(file)),
  };
  return openDecoder(await prepareGraph(changed, path), nodeRuntime(2));
}

/** Golden tensors of a folder: prompts as token lists, logits as rows. */
export class Golden {
  readonly #tensors: ReadonlyMap<string, SafeTensor>;

  private constructor(tensors: ReadonlyMap<string, SafeTensor>) {
    this.#tensors = tensors;
  }

  static async read(folder: string): Promise<Golden> {
    return new Golden(readSafetensors(await filesIn(folder).read('golden.safetensors')).tensors);
  }

  get prompts(): number {
    return [...this.#tensors.keys()].filter((name) => name.startsWith('ids.')).length;
  }

  ids(prompt: number): number[] {
    return Array.from(new BigInt64Array(this.#tensors.get(`ids.${prompt}`)!.bytes.slice().buffer), Number);
  }

  /** The last `count` rows of logits. */
  lastLogits(which: 'base' | 'adapter', prompt: number, count: number): Float32Array[] {
    const tensor = this.#tensors.get(`${which}.${prompt}`)!;
    const [rows, vocabulary] = tensor.shape as [number, number];
    const all = floatsOfTensor(tensor);
    return Array.from({ length: count }, (_, i) =>
      all.subarray((rows - count + i) * vocabulary, (rows - count + i + 1) * vocabulary),
    );
  }
}

/** How far a decoder's logits are at most from the golden ones, over the last `count` rows of every prompt, which go as one batch. */
export async function differenceFromGolden(
  decoder: TestDecoder,
  golden: Golden,
  adapter: Adapter | null,
  count: number,
): Promise<number> {
  const differences: number[] = [];
  for (let prompt = 0; prompt < golden.prompts; prompt++) {
    const ids = golden.ids(prompt);
    const rows = Array.from({ length: count }, (_, i) => ({
      prompt: ids.slice(0, ids.length - count + 1 + i),
      adapter,
    }));
    const logits = (await logitsOf(decoder, rows, 0)).map((steps) => steps[0]!);
    differences.push(largestDifference(logits, golden.lastLogits(adapter ? 'adapter' : 'base', prompt, count)));
  }
  return Math.max(...differences);
}

/** A random adapter of noticeable effect. */
export function someAdapter(sites: readonly Site[], rank: number, key: number): Adapter {
  const draw = random('test', 'adapter', rank, key);
  return {
    rank,
    scale: 2,
    weights: Float32Array.from({ length: adapterLength(sites, rank) }, () => 0.04 * draw.normal()),
  };
}

/** The largest absolute difference of two lists of rows; NaN where one is longer or holds NaN. */
export function largestDifference(a: readonly Float32Array[], b: readonly Float32Array[]): number {
  if (a.length !== b.length) return NaN;
  let most = 0;
  a.forEach((row, i) => {
    row.forEach((value, j) => {
      const difference = Math.abs(value - (b[i]![j] ?? NaN));
      if (!(difference <= most)) most = difference;
    });
  });
  return most;
}
