/** Files that somebody chose or dropped: read as far as they can be anything, and named in every sentence about them. */
import { MOST_EXPERIMENT_BYTES } from '../../evaluation/experiment-yaml.ts';
import { presetOf } from '../../evaluation/presets.ts';
import { filesInZip, isOfAdapter, MOST_GIVEN_BYTES } from '../../exchange/adapters/given.ts';
import { fileUnreadable, importTooLarge } from '../../record/file/import-errors.ts';
import type { GivenFile, Preset } from '../contract.ts';

/**
 * The experiment in a file.
 * @param presets  texts of the presets that it may be based on, by name
 * @throws LabErrors of `parseExperiment`, or `file-unreadable`
 */
export async function experimentInFile(file: File, presets: ReadonlyMap<string, string>): Promise<Preset> {
  // One byte too many is enough to be refused.
  return presetOf(await contentOf(file, MOST_EXPERIMENT_BYTES + 1), presets, file.name);
}

/**
 * The files of adapters among these, those in zips too.
 * @throws LabErrors of `filesInZip`, `import-too-large` or `file-unreadable`
 */
export async function adapterFiles(given: readonly GivenFile[]): Promise<ReadonlyMap<string, Uint8Array>> {
  const own = given.filter(({ path }) => isZip(path) || isOfAdapter(path));
  const total = own.reduce((sum, { file }) => sum + file.size, 0);
  if (total > MOST_GIVEN_BYTES) throw importTooLarge(total, MOST_GIVEN_BYTES);
  const files = new Map<string, Uint8Array>();
  for (const { path, file } of own) {
    const bytes = await contentOf(file);
    if (!isZip(path)) files.set(path, bytes);
    // Two zips may hold the same names.
    else for (const [inside, content] of filesInZip(bytes, file.name)) files.set(`${path}/${inside}`, content);
  }
  return files;
}

function isZip(path: string): boolean {
  return path.toLowerCase().endsWith('.zip');
}

/** A folder looks like a file until it is read. */
export async function contentOf(file: File, most = file.size): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.slice(0, most).arrayBuffer());
  } catch (thrown) {
    throw fileUnreadable(file.name, thrown);
  }
}
