/**
 * Adapters for ONNX Runtime's native builds, as Olive makes them (microsoft/Olive, `convert-adapters`): the torch model's names
 * without PEFT's prefix, A [inputs, rank] and B [rank, outputs], the transposes of PEFT's, and the scale multiplied into B.
 */
import {
  floatTensor,
  floatsOfTensor,
  HostError,
  parsePeftConfig,
  readPeft,
  readSafetensors,
  writeSafetensors,
  type Adapter,
  type SafeTensor,
  type Site,
} from '../../host/index.ts';
import { readOrtFile, writeOrtFile } from './ort-file.ts';

const PREFIX = 'base_model.model.';
const MATRIX = /\.lora_([AB])\.weight$/;

/** @param directory  as `peftDirectory` makes it */
export function ortAdapter(directory: ReadonlyMap<string, Uint8Array>): Uint8Array<ArrayBuffer> {
  const config = parsePeftConfig(directory.get('adapter_config.json')!);
  // Patterns of the lab's own files change rank and alpha together, so one scale is that of all.
  const scale = Number(config['lora_alpha']) / Number(config['r']);
  const { tensors } = readSafetensors(directory.get('adapter_model.safetensors')!);
  const turned = [...tensors].map(([key, tensor]) => {
    const factor = key.endsWith('.lora_B.weight') ? scale : 1;
    return [key.slice(PREFIX.length), transposed(tensor, factor)] as const;
  });
  return writeOrtFile(new Map(turned));
}

/** Throws HostErrors of `readOrtFile` and `readPeft`. */
export function readOrtAdapter(sites: readonly Site[], file: Uint8Array): Adapter {
  return adapterOf(sites, readOrtFile(file));
}

/**
 * The same from Olive's .safetensors, which has the same tensors and no word of a scale. Null for a file that is not of that form: one that
 * has PEFT's prefix, or an A that does not begin with a module's inputs.
 * Throws HostErrors of `readSafetensors` and `readPeft`.
 */
export function readOliveFile(sites: readonly Site[], file: Uint8Array): Adapter | null {
  const { tensors, metadata } = readSafetensors(file);
  const inputs = new Set(sites.map((site) => site.inputs));
  const isTurned = ({ shape: [first = 0, second = 0] }: SafeTensor) => inputs.has(first) && !inputs.has(second);
  const ofA = [...tensors].filter(([name]) => MATRIX.exec(name)?.[1] === 'A');
  if (metadata['alpha'] !== undefined || ofA.length === 0) return null;
  return ofA.every(([name, tensor]) => !name.startsWith(PREFIX) && isTurned(tensor)) ? adapterOf(sites, tensors) : null;
}

function adapterOf(sites: readonly Site[], turned: ReadonlyMap<string, SafeTensor>): Adapter {
  const tensors = new Map<string, SafeTensor>();
  const ranks: Record<string, number> = {};
  for (const [name, tensor] of turned) {
    const side = MATRIX.exec(name)?.[1];
    if (side === undefined || tensor.shape.length !== 2)
      throw new HostError(
        'not-supported',
        `This adapter is not supported, because ${name} (${tensor.shape.join(' × ')}) is no matrix lora_A or lora_B.`,
        'Convert a plain LoRA adapter with Olive, not quantised.',
      );
    if (side === 'A') ranks[name.replace(MATRIX, '')] = tensor.shape[1]!;
    tensors.set(PREFIX + name, transposed(tensor, 1));
  }
  // The scale is in B: alpha is the rank, module by module.
  const most = Math.max(1, ...Object.values(ranks));
  const config = { peft_type: 'LORA', r: most, lora_alpha: most, rank_pattern: ranks, alpha_pattern: ranks };
  return readPeft(sites, writeSafetensors({ tensors, metadata: {} }), config);
}

function transposed(tensor: SafeTensor, factor: number): SafeTensor {
  const [rows, columns] = tensor.shape as [number, number];
  const values = floatsOfTensor(tensor);
  const turned = new Float32Array(values.length);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) turned[j * rows + i] = factor * values[i * columns + j]!;
  return floatTensor([columns, rows], turned);
}
