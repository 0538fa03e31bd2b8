/**
 * What a rival is at the end of a round: plain data, from which it goes on bit for bit. On disk one safetensors file:
 * every array of numbers once, and the rest as JSON that names the arrays by their number.
 */
import { z } from 'zod';
import { watchSchema } from '../../ecology/niches/watch.ts';
import { LabError } from '../../core/errors.ts';
import { floatTensor, floatsOfTensor, readSafetensors, type SafeTensor, writeSafetensors } from '../../host/index.ts';

const count = z.int().min(0);
const flops = z.number().min(0);
const floats = z.custom<Float32Array>((value) => value instanceof Float32Array);

const adapterSchema = z.strictObject({ rank: z.int().min(1), scale: z.number(), weights: floats });

const memorySchema = z.strictObject({
  updates: count,
  dropped: count,
  moments: z.strictObject({ steps: count, first: floats, second: floats }).nullable(),
  trace: floats.nullable(),
  baselines: z.record(z.string(), z.strictObject({ n: count, mean: z.number() })),
});

const pupilSchema = z.strictObject({
  cells: z.array(z.string()).readonly(),
  adapter: adapterSchema,
  memory: memorySchema,
});

const eliteSchema = z.strictObject({ adapter: adapterSchema, memory: memorySchema });

const nicheSchema = z.strictObject({
  holder: z.strictObject({ adapter: adapterSchema.nullable() }).nullable(),
  watch: watchSchema,
  own: watchSchema,
  best: eliteSchema.nullable(),
  shelf: z.array(eliteSchema).readonly(),
});

const stateSchema = z.strictObject({
  /** the rival's name */
  rival: z.string(),
  rounds: count,
  /** FLOPs by purpose */
  spent: z.record(z.string(), flops),
  pupils: z.array(pupilSchema),
  /** updates that changed something, by cell; one of a mixed batch counts for each cell by its share */
  updates: z.record(z.string(), z.number().min(0)),
  /** of a rival with a bank, by cell; of others none */
  niches: z.record(z.string(), nicheSchema),
  /** auditions by why they were held and who won, counted */
  takeovers: z.record(z.string(), count),
  /** tokens of training passes, and time where gold answers are matched on it */
  trainedTokens: count,
  elapsedMs: z.number().min(0),
  /** of customs, in their order */
  changes: z.array(z.strictObject({ cell: z.string(), at: flops, to: z.string() })),
});

export type RivalState = z.output<typeof stateSchema>;

/** The state as a safetensors file. */
export function writeRivalState(state: RivalState): Uint8Array<ArrayBuffer> {
  const numbers = new Map<Float32Array, number>();
  const text = JSON.stringify(state, (_key, value: unknown) => {
    if (!(value instanceof Float32Array)) return value;
    if (!numbers.has(value)) numbers.set(value, numbers.size);
    return { floats: numbers.get(value) };
  });
  const tensors = new Map<string, SafeTensor>(
    [...numbers].map(([values, number]) => [String(number), floatTensor([values.length], values)]),
  );
  return writeSafetensors({ tensors, metadata: { rival: text } });
}

/** Reads what `writeRivalState` wrote. Throws LabError `adapter-damaged`, or what reading safetensors throws. */
export function readRivalState(file: Uint8Array): RivalState {
  const { tensors, metadata } = readSafetensors(file);
  const arrays = new Map([...tensors].map(([name, tensor]) => [name, floatsOfTensor(tensor)]));
  const revived = (_key: string, value: unknown): unknown =>
    isReference(value) ? arrays.get(String(value.floats)) : value;
  const result = stateSchema.safeParse(parsed(metadata['rival'] ?? '', revived));
  if (result.success) return result.data;
  throw new LabError(
    'adapter-damaged',
    'What is kept of a rival is damaged.',
    'Remove it, so that the rival begins anew.',
  );
}

function isReference(value: unknown): value is { floats: number } {
  return typeof value === 'object' && value !== null && 'floats' in value && typeof value.floats === 'number';
}

function parsed(text: string, revived: (key: string, value: unknown) => unknown): unknown {
  try {
    return JSON.parse(text, revived);
  } catch {
    return undefined;
  }
}
