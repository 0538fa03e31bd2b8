/**
 * A host directory in the Hugging Face layout, wherever it lies. Paths are relative to it: 'config.json',
 * 'onnx/model.onnx'. Nothing outside of it is read, and what lies in a file's place is told by name.
 */
import { impostorOf, isSafetensors, isWebPage, otherFormatOf } from '../bytes/impostor.ts';
import { parseLooseJson } from '../bytes/json.ts';
import { ExplainedError } from '../../base/errors.ts';
import { HostError } from '../errors.ts';
import { externalTensors, type ExternalTensor } from '../onnx/external.ts';
import { DataType, type Model } from '../onnx/model.ts';
import type { ExternalData } from '../runtime/runtime.ts';

export interface HostFiles {
  /** A file's bytes, a new array each time: the host gives large ones back to the system when it is done with them. */
  read(path: string): Promise<Uint8Array>;
  /** paths of the files at the top and in `onnx/`; left out where a directory cannot be listed */
  list?(): Promise<readonly string[]>;
  /** for people: where it lies */
  readonly place?: string;
}

/** Bytes of one number; types that are packed or unknown are left to the runtime. */
const BYTES_PER_NUMBER = new Map<number, number>([
  [DataType.float, 4],
  [DataType.uint8, 1],
  [DataType.int8, 1],
  [DataType.int32, 4],
  [DataType.int64, 8],
  [DataType.bool, 1],
  [DataType.float16, 2],
  [DataType.double, 8],
  [DataType.bfloat16, 2],
]);

/**
 * The files beside a graph that hold its weights, by every spelling of their names; each is read once.
 * Throws HostError `not-supported` for a place outside the graph's folder, `host-damaged` where a file is cut short.
 */
export async function readExternalData(model: Model, path: string, files: HostFiles): Promise<ExternalData[]> {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const tensors = externalTensors(model);
  const spellings = new Map<string, string>();
  for (const { external } of tensors) spellings.set(external.location, pathInside(external.location, path));
  const read = new Map<string, Promise<Uint8Array>>();
  for (const inside of spellings.values()) {
    const needed = Math.max(
      ...tensors.filter(({ external }) => spellings.get(external.location) === inside).map((one) => endOf(one, path)),
    );
    if (!read.has(inside)) read.set(inside, readWeights(files, folder + inside, needed));
  }
  return Promise.all(
    [...spellings].map(async ([location, inside]) => ({ path: location, data: await read.get(inside)! })),
  );
}

async function readWeights(files: HostFiles, path: string, needed: number): Promise<Uint8Array> {
  const bytes = await files.read(path);
  if (bytes.length >= needed) return bytes;
  const instead = impostorOf(bytes);
  if (instead !== undefined && bytes.length > 0) throw fileDamaged(`${path} is ${instead}`);
  throw fileDamaged(
    `${path} is incomplete: it has ${bytes.length} bytes, and the model's weights take ${needed} of it`,
  );
}

/** Where a tensor's bytes end in its file. */
function endOf({ name, dims, dataType, external }: ExternalTensor, path: string): number {
  const width = BYTES_PER_NUMBER.get(dataType);
  const counted = width === undefined ? undefined : width * dims.reduce((product, dim) => product * dim, 1);
  const length = external.length ?? counted ?? 0;
  const end = external.offset + length;
  if (![external.offset, length, end].every((place) => Number.isSafeInteger(place) && place >= 0))
    throw fileDamaged(`${path} says no place that could be for its weights ${name}`);
  if (counted !== undefined && length !== counted)
    throw fileDamaged(`${path} gives its weights ${name} ${length} bytes, and they take ${counted}`);
  return end;
}

/** A location as a path in the graph's folder. Throws HostError `not-supported` for any that leads elsewhere. */
function pathInside(location: string, path: string): string {
  const plain = decodedFully(location);
  const parts = pathParts(plain);
  // A star begins the name by which runtimes know what lies in memory and in no file.
  const leads = parts.includes('..') || parts[0] === '' || parts.length === 0 || /[\\:*\p{Cc}]/u.test(plain);
  if (!leads) return pathParts(location).join('/');
  throw new HostError(
    'not-supported',
    `This model is not supported, because ${path} keeps weights outside its folder: ${location.slice(0, 100)}.`,
    'Choose a model whose files lie in one folder.',
  );
}

/** A path without what adds nothing to it: `./onnx//model.onnx` is onnx and model.onnx. A root stays, as an empty part. */
export function pathParts(path: string): string[] {
  return path.split('/').filter((part, i) => part !== '.' && (part !== '' || i === 0));
}

/** A name may say another once a server decodes it, again and again. */
function decodedFully(text: string): string {
  let plain = text;
  for (let round = 0; round < 5; round++) {
    const next = plain.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
    if (next === plain) break;
    plain = next;
  }
  return plain;
}

/** A file that must be what its name says. Throws HostError `host-damaged` where something else lies in its place. */
export async function readGenuine(files: HostFiles, path: string): Promise<Uint8Array> {
  const bytes = await files.read(path);
  const format = isSafetensors(bytes) ? 'a safetensors file' : otherFormatOf(bytes);
  const instead = impostorOf(bytes);
  if (format === undefined && instead !== undefined) throw fileDamaged(`${path} is ${instead}`);
  if (format === undefined) return bytes;
  throw new HostError(
    'not-supported',
    `This model is not supported, because its ${path} is ${format}.`,
    'Choose an ONNX version of the model, or export it with optimum or onnxruntime-genai.',
  );
}

/**
 * A file that a host may go without. Some servers answer a page for whatever they do not have. A file that may be there and
 * cannot be read is not done without: another host would come of it.
 */
export async function readOptional(files: HostFiles, path: string): Promise<Uint8Array | undefined> {
  const bytes = await files.read(path).catch((thrown: unknown) => {
    if (thrown instanceof ExplainedError && thrown.code !== 'host-missing') throw thrown;
    return undefined;
  });
  if (!bytes || isWebPage(bytes)) return undefined;
  const instead = impostorOf(bytes);
  if (instead !== undefined) throw fileDamaged(`${path} is ${instead}`);
  return bytes;
}

/** A settings file. Throws HostError `host-damaged` when it is no JSON object. */
export async function readJson(files: HostFiles, path: string): Promise<Record<string, unknown>> {
  return parseJson(await readGenuine(files, path), path);
}

/** A settings file that a host may go without: then it is empty. */
export async function readOptionalJson(files: HostFiles, path: string): Promise<Record<string, unknown>> {
  const bytes = await readOptional(files, path);
  return bytes ? parseJson(bytes, path) : {};
}

/** Throws HostError `host-damaged` where the bytes are no JSON object. */
export function parseJson(bytes: Uint8Array, path: string): Record<string, unknown> {
  const value = looseJson(bytes, path);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw fileDamaged(`${path} is no JSON object`);
  return value as Record<string, unknown>;
}

function looseJson(bytes: Uint8Array, path: string): unknown {
  const value = parsed(bytes, path);
  if (isDeeperThan(MOST_LEVELS, value))
    throw fileDamaged(`${path} holds more than ${MOST_LEVELS} lists inside one another`);
  return value;
}

function parsed(bytes: Uint8Array, path: string): unknown {
  try {
    return parseLooseJson(bytes);
  } catch (cause) {
    throw fileDamaged(`${path} is no JSON`, cause);
  }
}

/** Settings nest some ten levels; what walks over them calls itself for each. */
const MOST_LEVELS = 200;

function isDeeperThan(levels: number, value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > levels) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? (Object.values(one) as unknown[]) : []));
  }
  return false;
}

export function fileDamaged(why: string, cause?: unknown): HostError {
  return new HostError('host-damaged', `The host's ${why}.`, 'Download or copy the host again.', { cause });
}
