/**
 * From files to a graph, once per host: read, find, trim, graft. Whatever a host can do (decode, be tapped, be trained)
 * is a variant of this one graph on the same weights, so that what is true of one is true of all. Files are read once, but
 * for large weights in files of their own, which who learns late reads again.
 */
import { hashBytes, hashText } from '../../base/hash.ts';
import { readConfig, type HostConfig } from '../files/config.ts';
import { readSignature, type Signature } from '../files/signature.ts';
import { causeInWords } from '../bytes/cause.ts';
import { HostError } from '../errors.ts';
import {
  fileDamaged,
  parseJson,
  readExternalData,
  readGenuine,
  readOptional,
  readOptionalJson,
  type HostFiles,
} from '../files/files.ts';
import { graphFileOf } from '../files/graph-file.ts';
import { find, type Found } from '../find/find.ts';
import { checkKind } from '../find/kind.ts';
import { decodeModel, type Model } from '../onnx/model.ts';
import { withPlainLocations } from '../onnx/external.ts';
import { withShortContext } from '../passes/context.ts';
import { withEveryLogit } from '../passes/every.ts';
import { withoutFlatLinears } from '../passes/flat.ts';
import { graft, type GraftGroup } from '../passes/graft.ts';
import { lastTokenOnly } from '../passes/last.ts';
import { withGrowingCaches } from '../passes/window.ts';
import type { Precision } from './held.ts';
import { Weights } from './weights.ts';

/** What a host's maker measured: the logits of the bare model after a prompt. */
export interface GoldenPrompt {
  prompt: number[];
  logits: number[];
}

export interface PreparedGraph {
  /** the graph's file */
  readonly path: string;
  readonly config: HostConfig;
  readonly signature: Signature;
  /** the sites and the head of `trimmed` */
  readonly found: Found;
  /** the model with logits for chosen tokens only */
  readonly trimmed: Model;
  /** the trimmed model with adapter inputs at all sites */
  readonly grafted: Model;
  readonly groups: readonly GraftGroup[];
  /** how packed weights may be multiplied on a processor; exact unless a caller wants otherwise */
  readonly precision: Precision;
  /** undefined where the directory has no check.json */
  readonly golden: GoldenPrompt | undefined;
  /** the files beside the graph that hold its weights */
  readonly weights: Weights;
  /** hash of config, graph and weights, in hexadecimal */
  hash(): Promise<string>;
}

/** The graph with more tokens that end an answer, as other files of its directory name them. */
export function withEndTokens(prepared: PreparedGraph, more: readonly number[]): PreparedGraph {
  const { config } = prepared;
  const tokens = more.filter((id) => Number.isInteger(id) && id >= 0 && id < config.vocabulary);
  return { ...prepared, config: { ...config, endTokens: [...new Set([...config.endTokens, ...tokens])] } };
}

/**
 * Reads and prepares a host directory. Throws HostError `host-damaged` or `host-unreadable`, or what finding the graph and
 * reading throw.
 * @param graph  its path, where it is not to be found
 */
export async function prepareGraph(files: HostFiles, graph?: string): Promise<PreparedGraph> {
  const configBytes = await readGenuine(files, 'config.json');
  const path = await graphFileOf(files, graph);
  const [modelBytes, generation, golden] = await Promise.all([
    readGenuine(files, path),
    readOptionalJson(files, 'generation_config.json'),
    readGolden(files),
  ]);
  const told = parseJson(configBytes, 'config.json');
  const decoded = namingFile(path, () => {
    const whole = decodeModel(modelBytes);
    checkKind(whole.graph, told);
    return whole;
  });
  const declared = readConfig(told, generation);
  const { model, contextTokens, signature, trimmed, grafted } = namingFile(path, () => passesOver(decoded, declared));
  const config = { ...declared, contextTokens: Math.min(declared.contextTokens, contextTokens) };
  const weights = new Weights(() => readExternalData(model, path, files));
  const hash = (): Promise<string> =>
    weights.use((read) => {
      const parts = [configBytes, modelBytes, ...read.map(({ data }) => data)];
      return hashText(parts.map(hashBytes).join(' '));
    });
  return {
    path,
    config,
    signature,
    golden,
    weights,
    hash,
    found: trimmed.found,
    trimmed: trimmed.model,
    grafted: grafted.model,
    groups: grafted.groups,
    precision: 'exact',
  };
}

function passesOver(decoded: Model, config: HostConfig) {
  const { model: short, contextTokens } = withShortContext(withPlainLocations(decoded));
  const model = withoutFlatLinears(withEveryLogit(withGrowingCaches(short)));
  const signature = readSignature(model, config);
  const trimmed = lastTokenOnly(model, find(model, config));
  return { model, contextTokens, signature, trimmed, grafted: graft(trimmed.model, trimmed.found) };
}

/** What is said of a graph names its file. A graph that contradicts itself can trip the passes anywhere. */
function namingFile<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const { code, sentence, nextStep } = cause instanceof HostError ? cause : contradicts(cause);
    throw new HostError(code, sentence.includes(path) ? sentence : `${path}: ${sentence}`, nextStep, { cause });
  }
}

/** What a program says of a size or of something missing is of no use to anybody but its author. */
const IN_WORDS: readonly [kind: abstract new () => Error, why: string][] = [
  [TypeError, 'one of its nodes lacks an input, an output or an attribute'],
  [RangeError, 'one of its tensors has another size than its numbers take'],
];

function contradicts(cause: unknown): HostError {
  const why = IN_WORDS.find(([kind]) => cause instanceof kind)?.[1] ?? causeInWords(cause);
  return new HostError('host-damaged', `The graph contradicts itself: ${why}.`, 'Download or copy the host again.');
}

async function readGolden(files: HostFiles): Promise<GoldenPrompt | undefined> {
  const bytes = await readOptional(files, 'check.json');
  if (!bytes) return undefined;
  const { prompt, logits } = parseJson(bytes, 'check.json');
  if (isListOf(prompt, Number.isSafeInteger) && isListOf(logits, Number.isFinite)) return { prompt, logits };
  throw fileDamaged('check.json holds no prompt and logits');
}

function isListOf(value: unknown, isOne: (one: unknown) => boolean): value is number[] {
  return Array.isArray(value) && value.length > 0 && value.every(isOne);
}
