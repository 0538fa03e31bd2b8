/** What the files of a model are called, by the conventions of transformers.js and of those who export for it. */

/** What stands between `model` and `.onnx`, by dtype. Source: transformers.js, DEFAULT_DTYPE_SUFFIX_MAPPING. */
export const SUFFIXES = {
  fp32: '',
  fp16: '_fp16',
  q8: '_quantized',
  int8: '_int8',
  uint8: '_uint8',
  q4: '_q4',
  q4f16: '_q4f16',
  bnb4: '_bnb4',
  q2: '_q2',
  q2f16: '_q2f16',
  q1: '_q1',
  q1f16: '_q1f16',
} as const;
type Dtype = keyof typeof SUFFIXES;
export const DTYPES = Object.keys(SUFFIXES) as readonly Dtype[];

/** Without these nobody can talk to a model. */
export const NEEDED = ['config.json', 'tokenizer.json', 'tokenizer_config.json'] as const;
/** Files that all forms share, as far as they are there. */
export const SETTINGS: readonly string[] = [
  ...NEEDED,
  'generation_config.json',
  'special_tokens_map.json',
  'chat_template.jinja',
  'chat_template.json',
  'check.json',
];
/** Where a graph may lie, by all dtypes that have a name. */
export const GRAPHS: readonly string[] = [...DTYPES.map((dtype) => `onnx/model${SUFFIXES[dtype]}.onnx`), 'model.onnx'];

/** What the files of a graph's weights may be called: one beside it, or so many parts. */
export function weightsNames(graph: string, parts: number): string[] {
  const numbered = Array.from({ length: parts - 1 }, (_, i) => `${graph}_data_${i + 1}`);
  return [`${graph}.data`, `${graph}_data`, ...numbered];
}
