/**
 * Adapters that somebody gives: PEFT directories, single files that say their scale themselves, ONNX Runtime’s, and what the forerunner exports,
 * any number of them together. Either all of them are read or none is, and what is wrong is said of the file it is wrong with.
 */
import { z } from 'zod';
import { compareTexts } from '../../base/order.ts';
import { LabError } from '../../core/errors.ts';
import { HostError, parsePeftConfig, readPeft, type Adapter, type PeftConfig, type Site } from '../../host/index.ts';
import { ADAPTER_SCALE } from '../../organelles/heredity.ts';
import { importTooLarge, importUnsupported, withFileName } from '../../record/file/import-errors.ts';
import { readDirectory } from '../../record/file/zip-directory.ts';
import { unpackEntry } from '../../record/file/zip-entries.ts';
import { readOliveFile, readOrtAdapter } from './ort.ts';

export interface GivenAdapter {
  /** Of its directory, or of its file where that says more. */
  name: string;
  adapter: Adapter;
  /** Those that it answers in the portfolio that it lies in, by the router.json there. */
  cells?: readonly string[];
}

/** Files by their paths, with forward slashes. */
type GivenFiles = ReadonlyMap<string, Uint8Array>;

/** Weights, or what other programs keep in their place, which is then refused as what it is. */
const WEIGHTS = /(^|\/)(?:adapter_model\.(?:bin|pt|pth)|[^/]+\.(?:safetensors|onnx_adapter))$/;
const CONFIG = 'adapter_config.json';
/** What systems lay beside people's files. */
const ADDED_BY_SYSTEMS = /(^|\/)(__MACOSX\/|\._|\.DS_Store$)/;
/** The most that is read at once, bytes. */
export const MOST_GIVEN_BYTES = 512 * 2 ** 20;

/** Whether a file of this name says anything of an adapter. */
export function isOfAdapter(path: string): boolean {
  return (
    !ADDED_BY_SYSTEMS.test(path) && (WEIGHTS.test(path) || /(^|\/)(adapter_config|index|router)\.json$/.test(path))
  );
}

/**
 * Every adapter among the files, in the order of their paths.
 * @param called  the name of one that lies in no directory of its own
 * Throws LabError `adapters-none` where there is none, and HostErrors of `readPeft` with the file's path before the sentence.
 */
export function adaptersIn(files: GivenFiles, sites: readonly Site[], called: string): GivenAdapter[] {
  const own = [...files.keys()].filter(isOfAdapter).sort(compareTexts);
  const weights = own.filter((path) => WEIGHTS.test(path));
  const alone = own.find((path) => path.endsWith(CONFIG) && !weights.some((file) => folderOf(file) === folderOf(path)));
  if (alone !== undefined)
    throw new HostError(
      'adapter-damaged',
      `${alone} lies without its adapter_model.safetensors.`,
      'Give the whole directory.',
    );
  if (weights.length === 0)
    throw new LabError(
      'adapters-none',
      `In ${called} there is no adapter.`,
      'Give a directory with adapter_config.json and adapter_model.safetensors, a zip of such, or a .safetensors or .onnx_adapter file.',
    );
  const names = weights.map((path) => nameOf(path, called));
  return weights.map((path, i) => ({
    // One name for several would tell nobody which is which.
    name: names.indexOf(names[i]!) === names.lastIndexOf(names[i]!) ? names[i]! : path,
    adapter: of(path, () => readOne(path, files, sites)),
    ...cellsOf(path, files),
  }));
}

/**
 * The files of adapters in a zip. Throws LabErrors `import-damaged`, `import-unsupported`, also for a path that leads out of it,
 * and `import-too-large`, before anything is unpacked.
 */
export function filesInZip(bytes: Uint8Array, fileName: string): GivenFiles {
  try {
    const entries = readDirectory(bytes);
    const objection = entries.find((entry) => entry.objection !== null)?.objection;
    if (objection) throw importUnsupported(objection);
    const own = entries.filter(({ name }) => isOfAdapter(name));
    const total = own.reduce((sum, { bytes: size, packedBytes }) => sum + Math.max(size, packedBytes), 0);
    if (total > MOST_GIVEN_BYTES) throw importTooLarge(total, MOST_GIVEN_BYTES);
    return new Map(own.map((entry) => [entry.name, unpackEntry(bytes, entry)]));
  } catch (thrown) {
    throw withFileName(thrown, fileName);
  }
}

function readOne(path: string, files: GivenFiles, sites: readonly Site[]): Adapter {
  const file = files.get(path)!;
  if (path.endsWith('.onnx_adapter')) return readOrtAdapter(sites, file);
  const settings = settingsOf(path, files);
  return (settings === undefined ? readOliveFile(sites, file) : null) ?? readPeft(sites, file, settings);
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function nameOf(path: string, called: string): string {
  const file = path.slice(folderOf(path).length).replace(/\.[^.]+$/, '');
  if (file !== 'adapter_model') return file;
  return folderOf(path).split('/').at(-2) ?? called;
}

/** What decides its scale: PEFT's file beside it, the forerunner's list, or else nothing but its own note. */
function settingsOf(path: string, files: GivenFiles): PeftConfig | number | undefined {
  const config = files.get(folderOf(path) + CONFIG);
  if (config) return parsePeftConfig(config);
  const list = files.get(`${folderOf(path)}index.json`);
  const rank = list && rankInForerunner(list, path.slice(folderOf(path).length));
  // The forerunner trains at alpha = 2 rank and leaves it unsaid.
  return rank === undefined ? undefined : ADAPTER_SCALE * rank;
}

const routerSchema = z.object({ cells: z.record(z.string(), z.string().nullable()) });

function cellsOf(path: string, files: GivenFiles): Pick<GivenAdapter, 'cells'> {
  const [, above, own] = /^(.*?)([^/]+)\/[^/]+$/.exec(path) ?? [];
  const router = own === undefined ? undefined : files.get(`${above}router.json`);
  const cells = Object.entries(router ? (jsonIn(router, routerSchema)?.cells ?? {}) : {});
  const answered = cells.flatMap(([cell, name]) => (name === own ? [cell] : []));
  return answered.length > 0 ? { cells: answered } : {};
}

const forerunnerSchema = z.object({
  exported: z.array(z.object({ organelle_id: z.string(), file: z.string(), rank: z.int().min(1) })),
});

function rankInForerunner(list: Uint8Array, file: string): number | undefined {
  return jsonIn(list, forerunnerSchema)?.exported.find((one) => one.file === file)?.rank;
}

/** Undefined for another program's file of that name, which says nothing of an adapter. */
function jsonIn<T>(bytes: Uint8Array, schema: z.ZodType<T>): T | undefined {
  try {
    return schema.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data;
  } catch {
    return undefined;
  }
}

function of<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    if (!(thrown instanceof HostError)) throw thrown;
    throw new HostError(thrown.code, `${path}: ${thrown.sentence}`, `${thrown.nextStep} Nothing was taken in.`, {
      cause: thrown,
    });
  }
}
