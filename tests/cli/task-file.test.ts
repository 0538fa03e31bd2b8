/** A file of tasks as it lies on disk, and what comes through a pipe, which does not say how long it is. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readTaskFile } from '../../src/cli/task-file.ts';
import { MOST_TASK_BYTES } from '../../src/tasks/own/limits.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evolora-tasks-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** More than a pipe holds. */
const rows = Array.from({ length: 300 }, (_, i) => `{"prompt":"${'Go on. '.repeat(100)}Say ${i}.","target":${i}}`).join(
  '\n',
);

it.skipIf(process.platform === 'win32')('a pipe is read to its end, and is the book that the file is', async () => {
  const [file, pipe] = [join(folder, 'tasks.jsonl'), join(folder, 'pipe')];
  await writeFile(file, rows);
  execFileSync('mkfifo', [pipe]);
  const written = writeFile(pipe, rows);
  const piped = await readTaskFile({ tasks: pipe });
  await written;
  expect(piped.book.tasks).toHaveLength(300);
  expect(piped.book.hash).toBe((await readTaskFile({ tasks: file })).book.hash);
});

it('a file that is too large, a directory and what is not there are told in a sentence', async () => {
  const large = join(folder, 'large.jsonl');
  await writeFile(large, new Uint8Array(MOST_TASK_BYTES + 1000).fill(32));
  await expect(readTaskFile({ tasks: large })).rejects.toMatchObject({
    code: 'tasks-unreadable',
    sentence: expect.stringContaining('at most 32 are read') as string,
  });
  for (const tasks of [folder, join(folder, 'none.jsonl')])
    await expect(readTaskFile({ tasks })).rejects.toMatchObject({ code: 'tasks-missing' });
});
