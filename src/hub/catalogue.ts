/**
 * Models that are known by name and small enough to be lived on. A table of data: it chooses nothing by itself, and claims
 * nothing that was not run. What a form takes is not written here, since the hub says it before a byte is fetched.
 */

interface CatalogueEntry {
  /** `org/name` */
  repository: string;
  /** weights, millions */
  millions: number;
  licence: string;
  /** its family, as its config.json has it */
  family: string;
  /** what somebody should know before */
  note: string;
  /** Whether the lab was run on the files that the hub has; what its family does on the tests' small graphs is another thing. */
  tried: boolean;
}

/** The smallest first. */
export const CATALOGUE: readonly CatalogueEntry[] = [
  {
    repository: 'HuggingFaceTB/SmolLM2-135M-Instruct',
    millions: 135,
    licence: 'Apache-2.0',
    family: 'llama',
    note: 'The smallest; tried from a copy in 8 bit that was made elsewhere.',
    tried: false,
  },
  {
    repository: 'onnx-community/gemma-3-270m-it-ONNX',
    millions: 268,
    licence: 'Gemma',
    family: 'gemma3_text',
    note: 'Most of it is its vocabulary. Read the terms of its licence.',
    tried: false,
  },
  {
    repository: 'onnx-community/LFM2-350M-ONNX',
    millions: 354,
    licence: 'LFM Open 1.0',
    family: 'lfm2',
    note: 'Convolutions beside attention: prompts are answered together with their equals only.',
    tried: false,
  },
  {
    repository: 'HuggingFaceTB/SmolLM2-360M-Instruct',
    millions: 362,
    licence: 'Apache-2.0',
    family: 'llama',
    note: '',
    tried: false,
  },
  {
    repository: 'onnx-community/Qwen2.5-0.5B-Instruct',
    millions: 494,
    licence: 'Apache-2.0',
    family: 'qwen2',
    note: '',
    tried: false,
  },
  {
    repository: 'onnx-community/Qwen3-0.6B-ONNX',
    millions: 596,
    licence: 'Apache-2.0',
    family: 'qwen3',
    note: 'Wants a graphics device.',
    tried: false,
  },
];

/** What is known of a name. */
export function catalogued(repository: string): CatalogueEntry | undefined {
  return CATALOGUE.find((entry) => entry.repository.toLowerCase() === repository.toLowerCase());
}
