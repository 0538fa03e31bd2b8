/** First answers of hosts, a small file each beside the models that were fetched; all of it may be deleted at any time. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FirstAnswers } from '../host/index.ts';
import { answerDirectory } from './hub/cache-directory.ts';

/** @param folder  in the user's cache unless told */
export function keptAnswers(folder = answerDirectory()): FirstAnswers {
  const pathOf = (name: string): string => join(folder, `${name}.json`);
  return {
    get: async (name) => JSON.parse(await readFile(pathOf(name), 'utf8')) as unknown,
    async keep(name, answer) {
      await mkdir(folder, { recursive: true });
      // Several processes may start on one host at once; each file is whole.
      const part = `${pathOf(name)}.${process.pid}.part`;
      await writeFile(part, JSON.stringify(answer));
      await rename(part, pathOf(name));
    },
  };
}
