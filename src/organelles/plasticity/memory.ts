/**
 * What an organelle's plasticity remembers from one generation to the next: how often it learned, the optimiser's moments,
 * the eligibility trace and running baselines. Plain data; on disk one safetensors file, so that a resumed run goes on
 * with the same bits.
 */
import { z } from 'zod';
import { LabError } from '../../core/errors.ts';
import { type SafeTensor, floatTensor, floatsOfTensor, readSafetensors, writeSafetensors } from '../../host/index.ts';

export interface Memory {
  /** updates made so far; shrinking rates go by it */
  updates: number;
  /** updates that were dropped because a number in them was none */
  dropped: number;
  /** AdamW's moments, each as long as the adapter's weights */
  moments: { steps: number; first: Float32Array; second: Float32Array } | null;
  /** the eligibility trace, in the layout of the adapter's weights */
  trace: Float32Array | null;
  /** mean reward and number of episodes by family */
  baselines: Readonly<Record<string, { n: number; mean: number }>>;
}

export const NO_MEMORY: Memory = { updates: 0, dropped: 0, moments: null, trace: null, baselines: {} };

const notesSchema = z.strictObject({
  updates: z.number().int().min(0),
  dropped: z.number().int().min(0),
  momentSteps: z.number().int().min(0),
  baselines: z.record(z.string(), z.strictObject({ n: z.number().int().min(0), mean: z.number() })),
});

/** The memory as a safetensors file. */
export function writeMemory({ updates, dropped, moments, trace, baselines }: Memory): Uint8Array<ArrayBuffer> {
  const tensors = new Map<string, SafeTensor>();
  if (moments) {
    tensors.set('moments.first', floatTensor([moments.first.length], moments.first));
    tensors.set('moments.second', floatTensor([moments.second.length], moments.second));
  }
  if (trace) tensors.set('trace', floatTensor([trace.length], trace));
  const notes = JSON.stringify({ updates, dropped, momentSteps: moments?.steps ?? 0, baselines });
  return writeSafetensors({ tensors, metadata: { plasticity: notes } });
}

/** Reads what `writeMemory` wrote. Throws LabError `adapter-damaged`. */
export function readMemory(file: Uint8Array): Memory {
  const { tensors, metadata } = readSafetensors(file);
  const notes = notesSchema.safeParse(parsed(metadata['plasticity'] ?? ''));
  if (!notes.success) throw damaged();
  const { momentSteps, ...rest } = notes.data;
  const floats = (name: string): Float32Array | null => {
    const tensor = tensors.get(name);
    return tensor ? floatsOfTensor(tensor) : null;
  };
  const [first, second] = [floats('moments.first'), floats('moments.second')];
  if ((first === null) !== (second === null) || first?.length !== second?.length) throw damaged();
  return { ...rest, moments: first && second ? { steps: momentSteps, first, second } : null, trace: floats('trace') };
}

/** The memory for an adapter of this many numbers: what belonged to another size, as before a change of rank, is forgotten. */
export function fittingMemory(memory: Memory, length: number): Memory {
  const { moments, trace } = memory;
  return {
    ...memory,
    moments: moments?.first.length === length ? moments : null,
    trace: trace?.length === length ? trace : null,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function damaged(): LabError {
  return new LabError(
    'adapter-damaged',
    'What an organelle remembers of its learning is damaged.',
    'Export or download the run again.',
  );
}
