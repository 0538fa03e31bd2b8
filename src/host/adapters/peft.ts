/**
 * Adapters as PEFT files: `base_model.model.<module>.lora_A.weight` [rank, inputs] and `….lora_B.weight`
 * [outputs, rank], the transposes of ours. Rank and alpha = scale × rank travel in the file's metadata, since without
 * PEFT's adapter_config.json beside it a safetensors file would not know its scale.
 */
import { HostError } from '../errors.ts';
import { adapterLength, siteMatrices, type Adapter, type Site } from './adapter.ts';
import { floatsOfTensor, floatTensor, readSafetensors, writeSafetensors, type SafeTensor } from './safetensors.ts';

/** An adapter as the bytes of a PEFT adapter_model.safetensors. */
export function writePeft(sites: readonly Site[], adapter: Adapter): Uint8Array<ArrayBuffer> {
  const tensors = new Map<string, SafeTensor>();
  for (const { site, a, b } of siteMatrices(sites, adapter)) {
    const [nameA, nameB] = peftNames(site);
    tensors.set(nameA, floatTensor([adapter.rank, site.inputs], transposed(a, site.inputs, adapter.rank)));
    tensors.set(nameB, floatTensor([site.outputs, adapter.rank], transposed(b, adapter.rank, site.outputs)));
  }
  const alpha = adapter.scale * adapter.rank;
  return writeSafetensors({ tensors, metadata: { format: 'pt', rank: String(adapter.rank), alpha: String(alpha) } });
}

/**
 * An adapter from a PEFT file for these sites.
 * @param alpha  lora_alpha from adapter_config.json, for files whose metadata does not tell it
 * Throws HostError `adapter-damaged` when the file is broken and `adapter-foreign` when it was made for another host.
 */
export function readPeft(sites: readonly Site[], file: Uint8Array, alpha?: number): Adapter {
  const { tensors, metadata } = readSafetensors(file);
  const rank = tensors.get(peftNames(sites[0]!)[0])?.shape[0] ?? 0;
  if (rank < 1) throw foreign(`it has nothing for ${sites[0]!.module}`);
  const alphaKnown = metadata['alpha'] === undefined ? alpha : Number(metadata['alpha']);
  if (alphaKnown === undefined || !Number.isFinite(alphaKnown)) throw foreign('it does not say its alpha');
  const adapter: Adapter = { rank, scale: alphaKnown / rank, weights: new Float32Array(adapterLength(sites, rank)) };
  for (const { site, a, b } of siteMatrices(sites, adapter)) {
    const [nameA, nameB] = peftNames(site);
    a.set(transposed(matrixOf(tensors, nameA, [rank, site.inputs]), rank, site.inputs));
    b.set(transposed(matrixOf(tensors, nameB, [site.outputs, rank]), site.outputs, rank));
  }
  if (tensors.size !== 2 * sites.length)
    throw foreign(`it holds ${tensors.size} tensors where this host has ${2 * sites.length}`);
  return adapter;
}

function peftNames({ module }: Site): [string, string] {
  return [`base_model.model.${module}.lora_A.weight`, `base_model.model.${module}.lora_B.weight`];
}

function matrixOf(
  tensors: ReadonlyMap<string, SafeTensor>,
  name: string,
  shape: readonly [number, number],
): Float32Array {
  const tensor = tensors.get(name);
  if (!tensor) throw foreign(`it has no ${name}`);
  if (tensor.shape.length !== 2 || tensor.shape[0] !== shape[0] || tensor.shape[1] !== shape[1]) {
    throw foreign(`${name} is ${tensor.shape.join(' × ')} and not ${shape.join(' × ')}`);
  }
  const values = floatsOfTensor(tensor);
  if (!values.every(Number.isFinite)) throw foreign(`${name} holds values that are no numbers`);
  return values;
}

/** The transpose of a row-major [rows, columns] matrix. */
function transposed(matrix: Float32Array, rows: number, columns: number): Float32Array {
  const turned = new Float32Array(matrix.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) turned[j * rows + i] = matrix[i * columns + j]!;
  return turned;
}

function foreign(why: string): HostError {
  return new HostError(
    'adapter-foreign',
    `This adapter does not fit the host: ${why}.`,
    'Use an adapter made for this host.',
  );
}
