/**
 * The host: a frozen language model that answers for a whole population at once. Loading it reads the files, finds the
 * sites, grafts the graph, starts one session and checks it before anybody may use it.
 */
import { hashBytes, hashText } from '../../base/hash.ts';
import { adapterLength, type Site } from '../adapters/adapter.ts';
import type { DecodeRequest, DecodeResult } from '../decode/batch.ts';
import { checkHost } from './check.ts';
import { readConfig, readSignature, type HostConfig } from '../files/config.ts';
import { costModel, type CostModel } from './cost.ts';
import { decodeAll, type DecodeOptions, type Decoder } from '../decode/decode.ts';
import { embedAll } from '../decode/embed.ts';
import { parseJson, readExternalData, readJson, readOptionalJson, type HostFiles } from '../files/files.ts';
import { find, type Found } from '../find/find.ts';
import { graft } from '../passes/graft.ts';
import { lastTokenOnly, withLastHidden } from '../passes/last.ts';
import { openLearning, type Learning } from './learning.ts';
import { decodeModel, encodeModel } from '../onnx/model.ts';
import type { ExternalData, Runtime } from '../runtime/runtime.ts';
import { DecoderSession } from './session.ts';
import { withPlainAttention } from '../passes/sink.ts';
import { openTokenizer, type HostTokenizer } from '../files/tokenizer.ts';

export type { Adapter, Projection, Site } from '../adapters/adapter.ts';
export type { DecodeRequest, DecodeResult } from '../decode/batch.ts';
export type { DecodeOptions } from '../decode/decode.ts';
export { readExternalData, type HostFiles } from '../files/files.ts';

export interface Host {
  /** hash: of the config and all ONNX files, so that the same name with other weights is another host */
  readonly identity: { name: string; hash: string; modelType: string };
  /** notes: plain sentences for people, such as why WebGPU is not used */
  readonly backend: { kind: 'wasm' | 'webgpu' | 'node'; threads: number; label: string; notes: string[] };
  readonly sites: readonly Site[];
  readonly contextTokens: number;
  readonly parameters: number;
  readonly cost: CostModel;
  /** token ids of one user message through the chat template, with the prompt for the answer */
  encodePrompt(text: string): number[];
  /** text of some tokens, special ones dropped */
  decodeText(tokens: readonly number[]): string;
  /** decodes all requests together; a row's answer does not depend on the rows beside it */
  decode(requests: readonly DecodeRequest[], options?: DecodeOptions): Promise<DecodeResult[]>;
  /** what only learning needs, opened when first asked for */
  readonly learning: Learning;
  /** the bare host's embedding of each prompt (token ids): its final hidden state at the last token, [hidden] */
  embed(prompts: readonly (readonly number[])[]): Promise<Float32Array[]>;
  dispose(): Promise<void>;
}

export interface LoadOptions {
  name: string;
  files: HostFiles;
  runtime: Runtime;
  /** the graph file; 'onnx/model.onnx' unless told */
  model?: string;
  /** called with what is being done, in plain words */
  onProgress?: (doing: string) => void;
}

/** Adapters and caches of one slice may take this much memory. */
const SLICE_BYTES = 256e6;
const MOST_SLICE_ROWS = 64;
const USUAL_RANK = 8;

/** Loads a host. Throws HostError `host-damaged`, `host-unreadable` or `host-wrong`. */
export async function loadHost(options: LoadOptions): Promise<Host> {
  const { name, files, runtime, onProgress } = options;
  onProgress?.('Reading the model');
  const path = options.model ?? 'onnx/model.onnx';
  const [configBytes, modelBytes, tokenizer, tokenizerConfig] = await Promise.all([
    files.read('config.json'),
    files.read(path),
    readJson(files, 'tokenizer.json'),
    readJson(files, 'tokenizer_config.json'),
  ]);
  const config = readConfig(
    parseJson(configBytes, 'config.json'),
    await readOptionalJson(files, 'generation_config.json'),
  );
  const words = await openTokenizer(tokenizer, tokenizerConfig);
  onProgress?.('Preparing the graph');
  const opened = await openDecoder({ config, modelBytes, path, files, runtime });
  onProgress?.('Checking the model');
  const decoder: Decoder = { ...opened.decoder, decodeText: (tokens) => words.decodeText(tokens) };
  const checked = await checkHost(decoder, runtime.kind, files);
  Object.assign(decoder, checked.rules);
  const notes = [...runtime.notes, ...checked.notes];
  const hash = hashText(
    [configBytes, modelBytes, ...opened.externalData.map(({ data }) => data)].map(hashBytes).join(' '),
  );
  const learning = openLearning({ files, runtime, model: path });
  return hostOf({ ...opened, name, hash, config, runtime, notes, words, decoder, learning });
}

/** A decoder without words: what `loadHost` builds on, and what tests use on graphs that have no tokenizer. */
export async function openDecoder(from: {
  config: HostConfig;
  modelBytes: Uint8Array;
  path: string;
  files: HostFiles;
  runtime: Runtime;
  /** leave the adapters out: the host as it is, to measure against */
  bare?: boolean;
}): Promise<{ decoder: Omit<Decoder, 'decodeText'>; found: Found; externalData: ExternalData[]; parameters: number }> {
  const { config, runtime } = from;
  const model = decodeModel(from.modelBytes);
  const signature = readSignature(model, config);
  const found = find(model, config);
  const trimmed = lastTokenOnly(model, found);
  const seen = withLastHidden(trimmed.model, trimmed.found);
  const grafted = graft(seen, from.bare ? { ...trimmed.found, sites: [] } : trimmed.found);
  const fitted = runtime.kind === 'webgpu' ? grafted.model : withPlainAttention(grafted.model);
  const externalData = await readExternalData(model, from.path, from.files);
  const session = await runtime.createSession(encodeModel(fitted), { externalData });
  const cacheNumbers = 2 * config.layers * config.keyValueHeads * config.headSize * Math.min(config.contextTokens, 512);
  const rowBytes = 4 * (cacheNumbers + adapterLength(found.sites, USUAL_RANK));
  const decoder = {
    session: new DecoderSession(runtime, session, signature),
    sites: found.sites,
    groups: grafted.groups,
    rules: config,
    sliceRows: Math.max(1, Math.min(MOST_SLICE_ROWS, Math.floor(SLICE_BYTES / rowBytes))),
    leastRows: 1,
    padding: true,
  };
  return { decoder, found, externalData, parameters: countParameters(found, config) };
}

function hostOf(parts: {
  name: string;
  hash: string;
  config: HostConfig;
  runtime: Runtime;
  notes: string[];
  words: HostTokenizer;
  decoder: Decoder;
  found: Found;
  parameters: number;
  learning: Learning;
}): Host {
  const { name, hash, config, runtime, notes, words, decoder, found, parameters, learning } = parts;
  const { kind, threads, label } = runtime;
  return {
    identity: { name, hash, modelType: config.modelType },
    backend: { kind, threads, label, notes },
    sites: found.sites.map(({ layer, projection, inputs, outputs, module }) => ({
      layer,
      projection,
      inputs,
      outputs,
      module,
    })),
    contextTokens: config.contextTokens,
    parameters,
    cost: costModel(config, found),
    encodePrompt: (text) => words.encodePrompt(text),
    decodeText: (tokens) => words.decodeText(tokens),
    decode: (requests, options) => decodeAll(decoder, requests, options),
    learning,
    embed: (prompts) => embedAll(decoder, prompts),
    async dispose() {
      await learning.release();
      await decoder.session.release();
      await runtime.dispose();
    },
  };
}

/** Weights in linear maps and the embedding, tied ones counted once; norms are left out (they are thousandths). */
function countParameters(found: Found, config: HostConfig): number {
  const linears = new Set(found.sites.map((site) => site.linear));
  const inside = [...linears].reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0);
  return inside + config.vocabulary * config.hidden;
}
