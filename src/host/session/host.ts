/**
 * The host: a frozen language model that answers for many adapters at once. Loading it prepares its graph, starts one
 * session and checks it before anybody may use it.
 */
import type { Site } from '../adapters/adapter.ts';
import type { DecodeRequest, DecodeResult } from '../decode/batch.ts';
import type { HostConfig } from '../files/config.ts';
import { costModel, countParameters, type CostModel } from './cost.ts';
import { decodeAll, type Decoder } from '../decode/decode.ts';
import { embedAll, type EmbedOptions } from '../decode/embed.ts';
import type { Found } from '../find/find.ts';
import { memoryOf, type HostMemory } from './memory.ts';
import { openLearning, type LearningGraphs } from './learning.ts';
import { identityOf, readHost, type HostIdentity, type IdentifyOptions } from './identify.ts';
import type { FirstAnswers } from './first-answer.ts';
import { openChecked } from './open-checked.ts';
import type { Runtime, RuntimeKind } from '../runtime/runtime.ts';
import type { Padding } from '../find/padding.ts';
import type { HostTokenizer } from '../files/tokenizer.ts';
import type { PreparedGraph } from './prepare.ts';

export interface HostDecodeOptions {
  /** called with the answer so far, each time a row has got a token; row is the request's index */
  onTokens?: (row: number, text: string) => void;
  signal?: AbortSignal;
  /** awaited between two steps, so that whoever calls can let other work in */
  breathe?: () => Promise<void>;
}

export interface Host {
  readonly identity: HostIdentity;
  /** notes: plain sentences for people, such as why WebGPU is not used */
  readonly backend: { kind: RuntimeKind; threads: number; label: string; notes: string[] };
  readonly sites: readonly Site[];
  /** how prompts of different length share a batch, as the graph says it and the check at load has found it true */
  readonly padding: Padding;
  readonly contextTokens: number;
  readonly parameters: number;
  readonly cost: CostModel;
  /**
   * token ids through the chat template, with the prompt for the answer: of one message of the user, or of all that user and
   * model said by turns, the user first and last
   */
  encodePrompt(said: string | readonly string[]): number[];
  /** text of some tokens, special ones dropped */
  decodeText(tokens: readonly number[]): string;
  /** decodes all requests together; a row's answer does not depend on the rows beside it */
  decode(requests: readonly DecodeRequest[], options?: HostDecodeOptions): Promise<DecodeResult[]>;
  /** what it takes of memory, and what is free */
  readonly memory: HostMemory;
  /** what only learning needs, opened when first asked for */
  readonly learning: LearningGraphs;
  /** the bare host's embedding of each prompt (token ids): its final hidden state at the last token, [hidden] */
  embed(prompts: readonly (readonly number[])[], options?: EmbedOptions): Promise<Float32Array[]>;
  dispose(): Promise<void>;
}

export interface LoadOptions extends IdentifyOptions {
  runtime: Runtime;
  /** told what the host will take, before anything of it is made; what it throws, loading throws */
  plan?: (memory: HostMemory) => void;
  /** where a host's first answer on a kind of device is kept and later starts are held against it; nowhere unless told */
  firstAnswers?: FirstAnswers | undefined;
  /** called with what is being done, in plain words */
  onProgress?: (doing: string) => void;
}

/**
 * Loads a host on a runtime: reads, prepares and checks it. The host owns the runtime from then on and disposes of it.
 * Throws HostError `host-damaged`, `host-unreadable`, `host-too-large` or `host-wrong`, or what reading or `plan` throws.
 * @example
 * import { loadHost } from 'evolora-host';
 * import { folderFiles, nodeRuntime } from 'evolora-host/node';
 *
 * const host = await loadHost({ name: 'micro', files: folderFiles('hosts/micro'), runtime: nodeRuntime(1) });
 * host.sites.length; // → 28
 * await host.dispose();
 */
export async function loadHost(options: LoadOptions): Promise<Host> {
  const { runtime, onProgress } = options;
  onProgress?.('Reading the model');
  const { prepared, words, notes: wordNotes } = await readHost(options);
  const memory = memoryOf(prepared, runtime);
  options.plan?.(memory);
  const identifying = identityOf(options.name, prepared, words);
  const hash = identifying.then(({ modelHash }) => modelHash);
  hash.catch(() => undefined); // told by whoever waits for the identity
  const [identity, opened] = await Promise.all([
    identifying,
    openChecked(prepared, runtime, { hash, firstAnswers: options.firstAnswers, onProgress }),
  ]);
  const notes = [...runtime.notes, ...wordNotes, ...opened.notes];
  const note = (sentence: string): void => {
    if (!notes.includes(sentence)) notes.push(sentence);
  };
  const host = hostOf({
    identity,
    config: prepared.config,
    found: prepared.found,
    runtime,
    notes,
    words,
    decoder: opened.decoder,
    memory,
    learning: openLearning({ prepared: opened.prepared, runtime, words, note }),
  });
  PARTS.set(host, { file: prepared, prepared: opened.prepared, runtime, decoder: opened.decoder });
  return host;
}

/** What a host is made of, for those in this package who look into one. */
export interface HostParts {
  /** the graph as its file has it */
  file: PreparedGraph;
  /** the graph that is computed */
  prepared: PreparedGraph;
  runtime: Runtime;
  /** checked */
  decoder: Decoder;
}

const PARTS = new WeakMap<Host, HostParts>();

/** The parts of a host that `loadHost` gave. Throws RangeError for any other. */
export function partsOf(host: Host): HostParts {
  const parts = PARTS.get(host);
  if (!parts) throw new RangeError('this host was not loaded here');
  return parts;
}

function hostOf(parts: {
  identity: Host['identity'];
  config: HostConfig;
  found: Found;
  runtime: Runtime;
  notes: string[];
  words: HostTokenizer;
  decoder: Decoder;
  memory: HostMemory;
  learning: LearningGraphs;
}): Host {
  const { identity, config, found, runtime, notes, words, decoder, memory, learning } = parts;
  const { kind, threads, label } = runtime;
  return {
    identity,
    backend: { kind, threads, label, notes },
    sites: found.sites.map(siteOf),
    padding: decoder.padding,
    contextTokens: config.contextTokens,
    parameters: countParameters(found, config),
    cost: costModel(config, found),
    encodePrompt: (said) => words.encodePrompt(said),
    decodeText: (tokens) => words.decodeText(tokens),
    decode(requests, { onTokens, ...options } = {}) {
      const tell = onTokens && ((row: number, tokens: readonly number[]) => onTokens(row, words.decodeText(tokens)));
      return decodeAll(decoder, requests, { ...options, onTokens: tell });
    },
    memory,
    learning,
    embed: (prompts, options) => embedAll(decoder, prompts, options),
    async dispose() {
      await learning.release();
      await decoder.session.release();
      await runtime.dispose();
    },
  };
}

/** A found site without its place in the graph, which is nobody else's business. */
function siteOf({ layer, projection, inputs, outputs, module }: Site): Site {
  return { layer, projection, inputs, outputs, module };
}
