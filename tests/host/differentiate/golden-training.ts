/**
 * Losses and gradients that were made with PyTorch and PEFT, and the adapter they were made with. Reads a golden folder
 * from anywhere, so the same comparison runs in Node and in a browser.
 */
import {
  adapterLength,
  siteMatrices,
  type Adapter,
  type Projection,
  type Site,
} from '../../../src/host/adapters/adapter.ts';
import type { TrainingRow } from '../../../src/host/differentiate/passes.ts';
import type { HostFiles } from '../../../src/host/files/files.ts';
import { floatsOfTensor, readSafetensors, type SafeTensor } from '../../../src/host/adapters/safetensors.ts';

const PACKED: Partial<Record<Projection, string>> = {
  q: 'qkv_proj',
  k: 'qkv_proj',
  v: 'qkv_proj',
  gate: 'gate_up_proj',
  up: 'gate_up_proj',
};

/** golden.safetensors and the adapter it was made with, of one folder. */
export class GoldenTraining {
  readonly adapter: Adapter;
  readonly #tensors: ReadonlyMap<string, SafeTensor>;
  readonly #sites: readonly Site[];

  private constructor(tensors: ReadonlyMap<string, SafeTensor>, adapter: Adapter, sites: readonly Site[]) {
    [this.#tensors, this.adapter, this.#sites] = [tensors, adapter, sites];
  }

  static async read(files: HostFiles, sites: readonly Site[]): Promise<GoldenTraining> {
    const { tensors } = readSafetensors(await files.read('golden.safetensors'));
    const weights = readSafetensors(await files.read('adapter/adapter_model.safetensors')).tensors;
    const [rank, alpha] = [4, 8];
    const adapter: Adapter = { rank, scale: alpha / rank, weights: new Float32Array(adapterLength(sites, rank)) };
    for (const { place, matrix } of placesOf(sites, adapter, (name) => weights.has(name))) {
      const values = floatsOfTensor(weights.get(place.name)!);
      matrix.forEach((_, i) => {
        matrix[i] = values[place.indexOf(i)]!;
      });
    }
    return new GoldenTraining(tensors, adapter, sites);
  }

  get prompts(): number {
    return [...this.#tensors.keys()].filter((name) => name.startsWith('loss.')).length;
  }

  row(prompt: number): TrainingRow {
    const tokens = Array.from(new BigInt64Array(this.#tensors.get(`ids.${prompt}`)!.bytes.slice().buffer), Number);
    return { tokens, weights: floatsOfTensor(this.#tensors.get(`weight.${prompt}`)!), adapter: this.adapter };
  }

  loss(prompt: number): number {
    return floatsOfTensor(this.#tensors.get(`loss.${prompt}`)!)[0]!;
  }

  /** How far a gradient is from PEFT's, relative to its size, for every PEFT tensor. */
  differences(prompt: number, gradient: Float32Array): Map<string, number> {
    const golden = (name: string): SafeTensor | undefined => this.#tensors.get(`grad.${prompt}.${name}`);
    const sums = new Map<string, Float64Array>();
    const ours: Adapter = { ...this.adapter, weights: gradient };
    for (const { place, matrix } of placesOf(this.#sites, ours, (name) => golden(name) !== undefined)) {
      const size = golden(place.name)!.shape.reduce((product, one) => product * one, 1);
      const sum = sums.get(place.name) ?? new Float64Array(size);
      matrix.forEach((value, i) => {
        sum[place.indexOf(i)]! += value;
      });
      sums.set(place.name, sum);
    }
    return new Map([...sums].map(([name, sum]) => [name, relativeDifference(sum, floatsOfTensor(golden(name)!))]));
  }

  /** Names of the tensors that have a golden gradient. */
  gradientNames(prompt: number): string[] {
    const start = `grad.${prompt}.`;
    return [...this.#tensors.keys()].filter((name) => name.startsWith(start)).map((name) => name.slice(start.length));
  }
}

interface Place {
  name: string;
  /** where PEFT keeps number i of our matrix */
  indexOf(i: number): number;
}

/**
 * For every matrix of an adapter, where PEFT keeps it: A [rank, inputs], B [outputs, rank], where ours are A [inputs, rank]
 * and B [rank, outputs]. Phi's q, k, v (and gate, up) are one module there: they share A and lie side by side in B.
 */
function placesOf(
  sites: readonly Site[],
  adapter: Adapter,
  has: (name: string) => boolean,
): { place: Place; matrix: Float32Array }[] {
  const { rank } = adapter;
  const filled = new Map<string, number>();
  return siteMatrices(sites, adapter).flatMap(({ site, a, b }) => {
    const own = `base_model.model.${site.module}`;
    const packed = own.replace(/[a-z]+_proj$/, PACKED[site.projection] ?? '');
    const module = has(`${own}.lora_A.weight`) ? own : packed;
    const offset = filled.get(module) ?? 0;
    filled.set(module, offset + site.outputs);
    const ofA = (i: number): number => (i % rank) * site.inputs + Math.floor(i / rank);
    const ofB = (i: number): number => (offset + (i % site.outputs)) * rank + Math.floor(i / site.outputs);
    return [
      { place: { name: `${module}.lora_A.weight`, indexOf: ofA }, matrix: a },
      { place: { name: `${module}.lora_B.weight`, indexOf: ofB }, matrix: b },
    ];
  });
}

/** ‖a − b‖ / ‖b‖ */
export function relativeDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [apart, size] = [0, 0];
  for (let i = 0; i < b.length; i++) {
    apart += (a[i]! - b[i]!) ** 2;
    size += b[i]! ** 2;
  }
  return a.length === b.length ? Math.sqrt(apart / size) : NaN;
}
