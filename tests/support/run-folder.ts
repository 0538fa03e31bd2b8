/** A run's directory as the command line writes it, in memory, so that tests can change it. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { DirectoryStore } from '../../src/cli/store-directory.ts';
import type { FoundRun } from '../../src/record/file/read-run.ts';
import { openRunFolder } from '../../src/record/file/run-folder.ts';
import { partOfBlob } from '../../src/record/file/run-parts.ts';
import type { RealRun } from './real-runs.ts';

export type Files = Map<string, Uint8Array<ArrayBuffer>>;

/** Writes a run into a directory. */
export async function writeRunTo(directory: string, { summary, world, blobs, records }: RealRun): Promise<void> {
  const store = await DirectoryStore.open(directory);
  const facts = { seed: world.seed, generations: world.generation, savedAt: 1, hostName: world.host.name };
  await store.createRun({ summary: { id: 'one', name: summary.name, ...facts }, world, blobs, records });
}

/** The files of a run's directory, by their paths in it. */
export async function folderOf(run: RealRun): Promise<Files> {
  const directory = await mkdtemp(join(tmpdir(), 'evolora-folder-'));
  try {
    await writeRunTo(directory, run);
    const found = (await readdir(directory, { recursive: true, withFileTypes: true })).filter((each) => each.isFile());
    const paths = found.map(({ parentPath, name }) => join(parentPath, name));
    return new Map(
      await Promise.all(
        paths.map(
          async (path) =>
            [relative(directory, path).replaceAll('\\', '/'), new Uint8Array(await readFile(path))] as const,
        ),
      ),
    );
  } finally {
    await rm(directory, { recursive: true });
  }
}

export function openFolder(files: Files): Promise<FoundRun> {
  return openRunFolder(async (path) => {
    const bytes = files.get(path);
    return bytes ? partOfBlob(new Blob([bytes]), path) : null;
  });
}
