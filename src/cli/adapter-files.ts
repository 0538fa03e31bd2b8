/** Adapters as they lie on disk: directories with any number of them, zips and single files. */
import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { LabError } from '../core/errors.ts';
import {
  adaptersIn,
  filesInZip,
  isOfAdapter,
  MOST_GIVEN_BYTES,
  type GivenAdapter,
} from '../exchange/adapters/given.ts';
import type { Site } from '../host/index.ts';
import { importTooLarge } from '../record/file/import-errors.ts';

/**
 * All adapters of all paths. Where two have one name, it is their path.
 * Throws LabError `adapters-none` for a path where there is none, and what `adaptersIn` and `filesInZip` throw.
 */
export async function readAdapters(paths: readonly string[], sites: readonly Site[]): Promise<GivenAdapter[]> {
  const all: { path: string; given: GivenAdapter }[] = [];
  for (const path of paths) {
    for (const given of adaptersIn(await filesAt(path), sites, basename(path).replace(/\.zip$/i, '')))
      all.push({ path, given });
  }
  const count = (name: string) => all.filter(({ given }) => given.name === name).length;
  return all.map(({ path, given }) => ({
    ...given,
    name: count(given.name) > 1 ? `${path}: ${given.name}` : given.name,
  }));
}

async function filesAt(path: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const found = await stat(path).catch(() => null);
  if (!found)
    throw new LabError(
      'adapters-none',
      `There is nothing at ${path}.`,
      'Name a directory, a zip, or a .safetensors or .onnx_adapter file.',
    );
  if (found.isDirectory()) return readAll(path, await readdir(path, { recursive: true }));
  if (/\.zip$/i.test(path)) {
    if (found.size > MOST_GIVEN_BYTES) throw importTooLarge(found.size, MOST_GIVEN_BYTES);
    return filesInZip(new Uint8Array(await readFile(path)), basename(path));
  }
  const beside = (await readdir(dirname(path))).filter((name) => name.endsWith('.json'));
  return readAll(dirname(path), [basename(path), ...beside]);
}

async function readAll(folder: string, paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
  const own = paths.map((path) => path.split(sep).join('/')).filter(isOfAdapter);
  const sizes = await Promise.all(own.map(async (path) => (await stat(join(folder, path))).size));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total > MOST_GIVEN_BYTES) throw importTooLarge(total, MOST_GIVEN_BYTES);
  const files = new Map<string, Uint8Array>();
  for (const path of own) files.set(path, new Uint8Array(await readFile(join(folder, path))));
  return files;
}
