/**
 * Adapters among what somebody dropped: folders with PEFT directories at any depth, zips of them, single files. They are known by
 * their names, and in zips by the names in its list; what is in them is read, and told, by the lab.
 */
import type { GivenFile } from '../../../lab/contract.ts';
import { walk } from './dropped.ts';

export interface DroppedAdapters {
  given: readonly GivenFile[];
  /** Names of what was dropped beside them and says nothing of adapters. */
  others: readonly string[];
}

/** What only adapters have, and what they share with others. */
const SURE = /adapter_config\.json|adapter_model\.[a-z]+|\.onnx_adapter/;
const WEIGHTS = /\.safetensors/;
/** What only a model has, or a whole run. */
const MODEL = /\.onnx$/;
const RUN = /journal\.ndjson/;
const PART =
  /(?:\.safetensors|\.onnx_adapter|\.zip|adapter_model\.[a-z]+|(?:^|\/)(?:adapter_config|index|router)\.json)$/i;
const ZIP = /\.zip$/i;
/** A folder with more files is not looked at to its end. */
const MOST_FILES = 20_000;
/** The list of a zip stands at its end. */
const MOST_LIST = 2 ** 21;

/** How to see whether adapters were dropped; null where that is sure not to be. To be called while the drop is being told. */
export function droppedAdapters({ items }: DataTransfer): (() => Promise<DroppedAdapters | null>) | null {
  const entries = [...items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (!entries.some(({ isDirectory, name }) => isDirectory || PART.test(name))) return null;
  return async () => {
    const files: GivenFile[] = [];
    for await (const file of walk(entries)) {
      if (files.length === MOST_FILES) return null;
      files.push(file);
    }
    const zips = new Set<GivenFile>();
    for (const given of files) if (ZIP.test(given.path) && (await isZipOfAdapters(given.file))) zips.add(given);
    const loose = files.filter(({ path }) => !ZIP.test(path));
    const areAdapters = namesAreOfAdapters(loose.map(({ path }) => path));
    const given = files.filter((one) => zips.has(one) || (areAdapters && !ZIP.test(one.path) && PART.test(one.path)));
    if (given.length === 0) return null;
    const others = files.filter((one) => !one.path.includes('/') && !given.includes(one));
    return { given, others: others.map(({ path }) => path) };
  };
}

function namesAreOfAdapters(paths: readonly string[]): boolean {
  if (paths.some((path) => MODEL.test(path))) return false;
  const isModel = paths.some((path) => /(?:^|\/)config\.json$/.test(path));
  return paths.some((path) => SURE.test(path) || (WEIGHTS.test(path) && !isModel));
}

async function isZipOfAdapters(zip: File): Promise<boolean> {
  const list = new TextDecoder('latin1').decode(await zip.slice(-MOST_LIST).arrayBuffer());
  return !RUN.test(list) && (SURE.test(list) || WEIGHTS.test(list));
}
