/**
 * From files to a graph, once per host: read, find, trim, graft. Whatever a host can do (decode, be tapped, be trained)
 * is a variant of this one graph on the same weights, so that what is true of one is true of all. Files are read once:
 * who learns late needs nothing more from where they came.
 */
import { hashBytes, hashText } from '../../base/hash.ts';
import { readConfig, readSignature, type HostConfig, type Signature } from '../files/config.ts';
import { parseJson, readExternalData, readOptionalJson, type HostFiles } from '../files/files.ts';
import { find, type Found } from '../find/find.ts';
import { decodeModel, type Model } from '../onnx/model.ts';
import { graft, type GraftGroup } from '../passes/graft.ts';
import { lastTokenOnly } from '../passes/last.ts';
import type { ExternalData } from '../runtime/runtime.ts';

/** The graph file of a host directory, unless told. */
const USUAL_GRAPH = 'onnx/model.onnx';

/** What a host's maker measured: the logits of the bare model after a prompt. */
export interface GoldenPrompt {
  prompt: number[];
  logits: number[];
}

export interface PreparedGraph {
  readonly config: HostConfig;
  readonly signature: Signature;
  /** the sites and the head of `trimmed` */
  readonly found: Found;
  /** the model with logits for chosen tokens only */
  readonly trimmed: Model;
  /** the trimmed model with adapter inputs at all sites */
  readonly grafted: Model;
  readonly groups: readonly GraftGroup[];
  /** undefined where the directory has no check.json */
  readonly golden: GoldenPrompt | undefined;
  /** the files beside the graph that hold its weights; read when first asked for, and kept */
  weights(): Promise<readonly ExternalData[]>;
  /** hash of config, graph and weights, in hexadecimal */
  hash(): Promise<string>;
}

/** Reads and prepares a host directory. Throws HostError `host-damaged` or `host-unreadable`, or what reading throws. */
export async function prepareGraph(files: HostFiles, path = USUAL_GRAPH): Promise<PreparedGraph> {
  const [configBytes, modelBytes, generation, golden] = await Promise.all([
    files.read('config.json'),
    files.read(path),
    readOptionalJson(files, 'generation_config.json'),
    readGolden(files),
  ]);
  const config = readConfig(parseJson(configBytes, 'config.json'), generation);
  const model = decodeModel(modelBytes);
  const signature = readSignature(model, config);
  const trimmed = lastTokenOnly(model, find(model, config));
  const grafted = graft(trimmed.model, trimmed.found);
  let reading: Promise<readonly ExternalData[]> | null = null;
  const weights = (): Promise<readonly ExternalData[]> => {
    reading ??= readExternalData(model, path, files).catch((thrown: unknown) => {
      reading = null;
      throw thrown;
    });
    return reading;
  };
  const hash = async (): Promise<string> => {
    const parts = [configBytes, modelBytes, ...(await weights()).map(({ data }) => data)];
    return hashText(parts.map(hashBytes).join(' '));
  };
  return {
    config,
    signature,
    golden,
    weights,
    hash,
    found: trimmed.found,
    trimmed: trimmed.model,
    grafted: grafted.model,
    groups: grafted.groups,
  };
}

async function readGolden(files: HostFiles): Promise<GoldenPrompt | undefined> {
  const bytes = await files.read('check.json').catch(() => undefined);
  return bytes && (parseJson(bytes, 'check.json') as unknown as GoldenPrompt);
}
