/**
 * What model a directory holds, from its files alone: everything is read and understood, and nothing is run. What cannot
 * be read or has a form that is not known is refused here already.
 */
import { hashJson } from '../../base/hash.ts';
import { causeInWords } from '../bytes/cause.ts';
import { HostError } from '../errors.ts';
import type { HostFiles } from '../files/files.ts';
import { withinTable } from '../files/tokenizer-shape.ts';
import { IDS_ONLY, readTokenizer, type HostTokenizer } from '../files/tokenizer.ts';
import { countParameters } from './cost.ts';
import { isPacked, type Precision } from './held.ts';
import { prepareGraph, withEndTokens, type PreparedGraph } from './prepare.ts';

export interface HostIdentity {
  name: string;
  /** of everything that decides what it answers: config, graphs and weights, tokenizer, template, and the tokens that end an answer */
  hash: string;
  /** of config, graphs and weights alone */
  modelHash: string;
  modelType: string;
  /** where its weights are packed and what they multiply is rounded; absent where its numbers are exact */
  precision?: 'fast';
}

export interface IdentifyOptions {
  name: string;
  files: HostFiles;
  /** path of the graph; found unless told, where the directory holds one */
  model?: string;
  /** by default transformers.js reads tokenizer.json and tokenizer_config.json of the directory */
  tokenizer?: HostTokenizer;
  /** how packed weights may be multiplied on a processor; exact unless told. Changes nothing where none are packed */
  precision?: Precision;
  /** open a directory whose tokenizer is missing or cannot be used all the same; its host takes token ids, and refuses texts */
  idsOnly?: boolean;
}

export interface HostDescription {
  /** the one that `loadHost` will give it */
  identity: HostIdentity;
  layers: number;
  /** projections that can carry an adapter */
  sites: number;
  /** weights in linear maps and the embedding */
  parameters: number;
  contextTokens: number;
  /** whether weights are packed, so that their precision can be chosen */
  packed?: boolean;
}

/**
 * Which model a directory holds, and how large it is.
 * Throws HostError `host-damaged`, `host-unreadable` or `not-supported`, or what reading throws.
 * @example
 * import { describeHost } from 'evolora-host';
 * import { folderFiles } from 'evolora-host/node';
 *
 * const { sites } = await describeHost({ name: 'micro', files: folderFiles('hosts/micro') });
 * sites; // → 28
 */
export async function describeHost(options: IdentifyOptions): Promise<HostDescription> {
  const { prepared, words } = await readHost(options);
  const { config, found } = prepared;
  return {
    identity: await identityOf(options.name, prepared, words),
    layers: config.layers,
    sites: found.sites.length,
    parameters: countParameters(found, config),
    contextTokens: config.contextTokens,
    packed: isPacked(prepared.trimmed),
  };
}

interface ReadHost {
  prepared: PreparedGraph;
  words: HostTokenizer;
  /** plain sentences */
  notes: readonly string[];
}

/** A directory's graph and tokenizer, understood. */
export async function readHost(options: IdentifyOptions): Promise<ReadHost> {
  const { files, model, tokenizer, idsOnly = false, precision = 'exact' } = options;
  const notes: string[] = [];
  const graph = prepareGraph(files, model);
  const reading = Promise.resolve(tokenizer ?? readTokenizer(files)).catch((thrown: unknown) => {
    if (!idsOnly) throw thrown;
    notes.push(whyNoWords(thrown));
    return IDS_ONLY;
  });
  reading.catch(() => undefined); // where both fail, it is the graph that is told of
  const read = await graph;
  const words = await reading;
  return {
    prepared: { ...withEndTokens(read, words.endTokens ?? []), precision },
    words: words === IDS_ONLY ? words : withinTable(words, read.config.vocabulary),
    notes,
  };
}

function whyNoWords(thrown: unknown): string {
  const why = thrown instanceof HostError ? thrown.sentence : `${causeInWords(thrown)}.`;
  return `It takes token ids and no texts: ${why}`;
}

export async function identityOf(name: string, prepared: PreparedGraph, words: HostTokenizer): Promise<HostIdentity> {
  const { endTokens, modelType } = prepared.config;
  const modelHash = await prepared.hash();
  const hash = hashJson([modelHash, words.hash ?? null, endTokens]);
  return { name, hash, modelHash, modelType, ...(isRounded(prepared) && { precision: 'fast' }) };
}

function isRounded({ precision, trimmed }: PreparedGraph): boolean {
  return precision === 'fast' && isPacked(trimmed);
}
