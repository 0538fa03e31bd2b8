/** The forms in which a run leaves the lab, by name: what each is, and who reads it, in words for a list. */
export const FORMAT_WORDS = {
  peft: 'Adapters for PEFT, with a router',
  ort: 'Adapters for ONNX Runtime’s native builds',
  alife: 'Phylogeny, ALife data standard',
  newick: 'Phylogeny, Newick trees',
  archive: 'Archive, as pyribs’ data frame',
  csv: 'Attempts, ledger, series and measurements, CSV',
  parquet: 'Attempts, ledger, series and measurements, Parquet',
  tensorboard: 'Series and measurements, TensorBoard',
} as const;

export type FormatName = keyof typeof FORMAT_WORDS;
export const FORMAT_NAMES = Object.keys(FORMAT_WORDS) as readonly FormatName[];
