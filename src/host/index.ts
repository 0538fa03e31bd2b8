/**
 * The main door: a frozen decoder that answers one batch under many LoRA adapters and trains them. `./web.ts` and
 * `./node.ts` are the doors to the runtimes.
 */
export { adapterLength, siteMatrices, type Adapter, type Projection, type Site } from './adapters/adapter.ts';
export { HOST_ERRORS, HostError, type HostErrorCode } from './errors.ts';
export { impostorOf } from './bytes/impostor.ts';
export { readPeft, withoutSignedZeros, writePeft } from './adapters/peft.ts';
export { sitesOfFile } from './adapters/file-sites.ts';
export { peftDirectory, type PeftDirectoryOptions } from './adapters/peft-directory.ts';
export { parsePeftConfig, type PeftConfig } from './adapters/peft-config.ts';
export {
  floatTensor,
  floatsOfTensor,
  readSafetensors,
  type SafeTensor,
  writeSafetensors,
} from './adapters/safetensors.ts';
export type { PassSizes } from './differentiate/examples.ts';
export type { TrainingRow } from './differentiate/passes.ts';
export type { RowGradient } from './differentiate/trainer.ts';
export { type Runtime, type RuntimeSession } from './runtime/runtime.ts';
export { type TrainingCost } from './session/cost.ts';
export { type Draws } from './decode/sampling.ts';
export { type DecodeRequest, type DecodeResult } from './decode/batch.ts';
export { type EmbedOptions } from './decode/embed.ts';
export { type Padding } from './find/padding.ts';
export { type HostFiles } from './files/files.ts';
export { type HostTokenizer } from './files/tokenizer.ts';
export { loadHost, type Host, type HostDecodeOptions, type LoadOptions } from './session/host.ts';
export { describeHost, type HostDescription, type HostIdentity, type IdentifyOptions } from './session/identify.ts';
export { type Precision } from './session/held.ts';
export { type FirstAnswers, type KeptAnswer } from './session/first-answer.ts';
export { type HostMemory, type SliceSizes } from './session/memory.ts';
export { type LearningGraphs } from './session/learning.ts';
export { type Training } from './session/variants.ts';
export { reportOn, type HostReport, type ReportOptions } from './report/report.ts';
export type { ElementTypes } from './report/element-types.ts';
export type { MemoryNeed } from './report/memory.ts';
export type { HostSpeed } from './report/speed.ts';
export { type TapDecoder, type TapOptions, type TapRequest, type TapResult } from './tap/decoder.ts';
export { bottleneckActivity, type TapReading } from './tap/reading.ts';
