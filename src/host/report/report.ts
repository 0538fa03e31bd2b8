/**
 * What the lab sees in a model, and how true it is: its family, layers, sites and element types, how prompts share a batch,
 * whether it can be trained and why not, the memory it takes, how far it is from golden values, and whether rows in company
 * get what they get alone.
 */
import type { HostFiles } from '../files/files.ts';
import type { Padding } from '../find/padding.ts';
import { partsOf, type Host, type HostParts } from '../session/host.ts';
import { logitDifference } from './differences.ts';
import { elementTypesOf, type ElementTypes } from './element-types.ts';
import { Golden } from './golden.ts';
import type { SliceSizes } from '../session/memory.ts';
import { memoryNeed, type MemoryNeed } from './memory.ts';
import { raggedTest, type RaggedTest } from './self-test.ts';
import { speedOf, type HostSpeed } from './speed.ts';
import { lookAtTraining } from './training.ts';

/** Plain data. */
export interface HostReport {
  /** the model_type of its config.json */
  family: string;
  layers: number;
  /** projections that can carry an adapter */
  sites: number;
  /** as the file has them */
  dtypes: ElementTypes;
  padding: Padding;
  trainable: boolean;
  /** why it cannot be trained, in a sentence */
  untrainable: string | null;
  /** for every size that was asked for */
  memory: MemoryNeed[];
  /** from golden logits of the bare model; null without */
  base: { maxDifference: number | null };
  /** from golden logits with the golden adapter; null without */
  adapter: { maxDifference: number | null };
  /** from golden gradients: the largest difference of a tensor over its largest entry, of the worst; null without */
  gradient: { maxRelative: number } | null;
  /** rows of different length answered together against each alone */
  ragged: RaggedTest;
  /** where it was asked for */
  speed?: HostSpeed[];
  /** where it was computed, such as `onnxruntime-node, 2 threads` */
  backend: string;
  /** plain sentences */
  notes: string[];
}

export interface ReportOptions {
  /** a directory with golden values; the format is in golden.ts */
  golden?: HostFiles;
  /** by default 1, 8 and 32 rows of 256 tokens with adapters of rank 8 */
  sizes?: readonly SliceSizes[];
  /** open the training graph and run a pass, which takes its memory for a while; otherwise it is made and counted only */
  tryTraining?: boolean;
  /** measure the speed, by a clock in seconds; takes a session more for a while */
  clock?: () => number;
  /** called with what is being done, in plain words */
  onProgress?: (doing: string) => void;
  /** called with the parts of the report as they are known, for those who want them although the rest fails */
  onPart?: (part: Partial<HostReport>) => void;
}

const USUAL_TOKENS = 256;
const USUAL_RANK = 8;

/**
 * Looks into a host that is open, and tries it. The host stays open.
 * Throws HostError `golden-damaged` or `host-wrong`, what reading golden files throws, or RangeError for a host that
 * `loadHost` did not give.
 * @example
 * import { reportOn } from 'evolora-host';
 * import { folderFiles, openHost } from 'evolora-host/node';
 *
 * const host = await openHost({ name: 'micro', files: folderFiles('hosts/micro'), threads: 1 });
 * (await reportOn(host)).ragged; // → { bitEqual: true, maxDifference: 0 }
 * await host.dispose();
 */
export async function reportOn(host: Host, options: ReportOptions = {}): Promise<HostReport> {
  const { golden: directory, tryTraining = false, onProgress, onPart } = options;
  const parts = partsOf(host);
  const { decoder, file } = parts;
  const { vocabulary } = file.config;
  const whole = {} as HostReport;
  const add = (part: Partial<HostReport>): void => {
    Object.assign(whole, part);
    onPart?.(part);
  };
  add({ ...seenIn(parts), padding: host.padding, backend: host.backend.label });
  const golden = directory && (await Golden.read(directory));
  const worn = await golden?.adapter(decoder.sites);
  const prompts = golden?.prompts.map((prompt) => golden.ids(prompt)) ?? [];
  onProgress?.('Answering rows together and alone');
  add({ ragged: await raggedTest(decoder, vocabulary, prompts) });
  if (golden) onProgress?.('Comparing logits');
  add({ base: { maxDifference: golden ? await logitDifference(decoder, golden, null, vocabulary) : null } });
  const adapted = golden && worn ? await logitDifference(decoder, golden, worn.adapter, vocabulary) : null;
  add({ adapter: { maxDifference: adapted } });
  onProgress?.('Looking at training');
  add(await lookAtTraining(host, { tried: tryTraining, golden, adapter: worn }));
  add({ memory: (options.sizes ?? usualSizes(host)).map((sizes) => memoryNeed(host, sizes)) });
  if (options.clock) {
    onProgress?.('Measuring the speed');
    add({ speed: await speedOf(host, options.clock) });
  }
  const lacking = golden && !worn ? ['There is no adapter beside the golden values, so nothing was adapted.'] : [];
  add({ notes: [...host.backend.notes, ...lacking] });
  return whole;
}

function seenIn({ file }: HostParts): Pick<HostReport, 'family' | 'layers' | 'sites' | 'dtypes'> {
  const { modelType, layers } = file.config;
  return { family: modelType, layers, sites: file.found.sites.length, dtypes: elementTypesOf(file) };
}

function usualSizes({ contextTokens }: Host): SliceSizes[] {
  const tokens = Math.min(USUAL_TOKENS, contextTokens);
  return [1, 8, 32].map((rows) => ({ rows, tokens, rank: USUAL_RANK }));
}
