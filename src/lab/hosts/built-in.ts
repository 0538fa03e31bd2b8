/** The model that comes with the lab, in hosts/ beside the page. */
export const BUILT_IN = {
  name: 'micro',
  /** All its files, so that none is asked for that is not there. */
  files: [
    'check.json',
    'config.json',
    'generation_config.json',
    'onnx/model.onnx',
    'tokenizer.json',
    'tokenizer_config.json',
  ],
} as const;
