/**
 * Models that are known by name and small enough to be lived on. A table of data: it chooses nothing by itself, and claims
 * nothing that was not run. What the hub says when it is asked goes before it.
 */

/** Of devices, those that choose a dtype: a processor, a graphics device, one that computes in halves. */
export type DeviceClass = 'processor' | 'webgpu' | 'webgpuHalves';

interface CatalogueEntry {
  /** `org/name` */
  repository: string;
  /** the commit whose sizes stand here; null where none is known. What is fetched is main unless a revision is named. */
  seen: string | null;
  /** weights, millions */
  millions: number;
  licence: string;
  /** its family, as its config.json has it */
  family: string;
  /** megabytes of graph and weights by dtype, as its pages named them; forms that are not there were not named */
  sizes: Readonly<Record<string, number>>;
  /** what to begin with */
  dtypes: Readonly<Record<DeviceClass, string>>;
  /** tokens and numbers a token, of its vocabulary, which is its largest weight; null where they are not known */
  vocabulary: readonly [tokens: number, numbers: number] | null;
  /** what its chat template does beyond turns of user and model */
  chat: string;
  /** what somebody should know before */
  note: string;
  /** Whether the lab was run on the files that the hub has; what its family does on the tests' small graphs is another thing. */
  tried: boolean;
}

/** Four bits, in halves where the device has them. */
const FOUR_BITS: Readonly<Record<DeviceClass, string>> = { processor: 'q4', webgpu: 'q4', webgpuHalves: 'q4f16' };
const DEFAULT_SYSTEM = 'Its template adds a system message of its own.';
const PLAIN = 'User and model by turns.';

/** The smallest first. Sizes and commits are those of the hub's own pages of files and models, as they stood in 2025 and 2026. */
export const CATALOGUE: readonly CatalogueEntry[] = [
  {
    repository: 'HuggingFaceTB/SmolLM2-135M-Instruct',
    seen: 'a5cf62c',
    millions: 135,
    licence: 'Apache-2.0',
    family: 'llama',
    sizes: { fp32: 654, fp16: 327, q4: 200, q4f16: 134 },
    dtypes: FOUR_BITS,
    vocabulary: [49152, 576],
    chat: DEFAULT_SYSTEM,
    note: 'The smallest; tried from a copy in 8 bit that was made elsewhere.',
    tried: false,
  },
  {
    repository: 'LiquidAI/LFM2.5-230M-ONNX',
    seen: null,
    millions: 230,
    licence: 'LFM Open 1.0',
    family: 'lfm2',
    sizes: { q4: 200, q4f32: 390, q8: 470, fp16: 455 },
    dtypes: FOUR_BITS,
    vocabulary: null,
    chat: PLAIN,
    note: 'Newer than LFM2. Convolutions beside attention: prompts are answered together with their equals only.',
    tried: false,
  },
  {
    repository: 'onnx-community/gemma-3-270m-it-ONNX',
    seen: null,
    millions: 268,
    licence: 'Gemma',
    family: 'gemma3_text',
    sizes: {},
    dtypes: FOUR_BITS,
    vocabulary: [262144, 640],
    chat: 'A system message becomes part of what the user says.',
    note: 'Most of it is its vocabulary. Read the terms of its licence.',
    tried: false,
  },
  {
    repository: 'onnx-community/LFM2-350M-ONNX',
    seen: null,
    millions: 354,
    licence: 'LFM Open 1.0',
    family: 'lfm2',
    sizes: { q4f16: 312 },
    dtypes: FOUR_BITS,
    vocabulary: [65536, 1024],
    chat: PLAIN,
    note: 'Convolutions beside attention: prompts are answered together with their equals only.',
    tried: false,
  },
  {
    repository: 'LiquidAI/LFM2.5-350M-ONNX',
    seen: 'd11593f',
    millions: 354,
    licence: 'LFM Open 1.0',
    family: 'lfm2',
    sizes: { q4: 276, q4f32: 459, q8: 604, fp16: 692 },
    dtypes: FOUR_BITS,
    vocabulary: [65536, 1024],
    chat: PLAIN,
    note: 'Newer than LFM2-350M, of the same shape. Its q4 has its vocabulary in four bits, too.',
    tried: false,
  },
  {
    repository: 'HuggingFaceTB/SmolLM2-360M-Instruct',
    seen: '6d8b2a3',
    millions: 362,
    licence: 'Apache-2.0',
    family: 'llama',
    sizes: { fp32: 1640, fp16: 819, q4: 417, q4f16: 299 },
    dtypes: FOUR_BITS,
    vocabulary: [49152, 960],
    chat: DEFAULT_SYSTEM,
    note: '',
    tried: false,
  },
  {
    repository: 'onnx-community/Qwen2.5-0.5B-Instruct',
    seen: '516c8d0',
    millions: 494,
    licence: 'Apache-2.0',
    family: 'qwen2',
    sizes: { fp32: 1990, fp16: 997, q4: 786, q4f16: 483, q8: 512, int8: 512, uint8: 512, bnb4: 764 },
    dtypes: FOUR_BITS,
    vocabulary: [151936, 896],
    chat: DEFAULT_SYSTEM,
    note: '',
    tried: false,
  },
  {
    repository: 'onnx-community/Qwen3-0.6B-ONNX',
    seen: 'da14531',
    millions: 596,
    licence: 'Apache-2.0',
    family: 'qwen3',
    sizes: { q4f16: 570 },
    dtypes: FOUR_BITS,
    vocabulary: [151936, 1024],
    chat: 'It can think before it answers, which is switched off.',
    note: 'The one to begin with on a graphics device; slow without.',
    tried: false,
  },
];

/** The ones to begin with. */
export const FIRST = {
  webgpu: 'onnx-community/Qwen3-0.6B-ONNX',
  processor: 'HuggingFaceTB/SmolLM2-135M-Instruct',
} as const;

/** What is known of a name. */
export function catalogued(repository: string): CatalogueEntry | undefined {
  return CATALOGUE.find((entry) => entry.repository.toLowerCase() === repository.toLowerCase());
}

/** What of that chooses a form. */
export function knownOf(repository: string): { dtypes?: CatalogueEntry['dtypes']; widest?: number } {
  const entry = catalogued(repository);
  const [tokens, numbers] = entry?.vocabulary ?? [];
  return {
    ...(entry && { dtypes: entry.dtypes }),
    ...(tokens !== undefined && numbers !== undefined && { widest: tokens * numbers }),
  };
}
