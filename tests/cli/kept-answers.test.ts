/** First answers in files: whole ones come back, and what is damaged or cannot be written is as if nothing were kept. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerDirectory } from '../../src/cli/hub/cache-directory.ts';
import { keptAnswers } from '../../src/cli/kept-answers.ts';

const ANSWER = {
  best: [[3, 1]],
  logits: [
    [
      [0.1, -2.5e-7],
      [1 / 3, 4],
    ],
  ],
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evolora-answers-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('what is kept comes back to the bit, from a folder that was not there, and nothing else lies beside it', async () => {
  const place = join(folder, 'some', 'place');
  const answers = keptAnswers(place);
  await Promise.all([answers.keep('a', ANSWER), answers.keep('b', { best: [], logits: [] })]);
  expect(await keptAnswers(place).get('a')).toEqual(ANSWER);
  expect((await readdir(place)).sort()).toEqual(['a.json', 'b.json']);
});

test('what is not there, cannot be read or cannot be written rejects, and the host goes without', async () => {
  await writeFile(join(folder, 'damaged.json'), '{"best": [[');
  const answers = keptAnswers(folder);
  await expect(answers.get('none')).rejects.toThrow();
  await expect(answers.get('damaged')).rejects.toThrow();
  await expect(keptAnswers(join(folder, 'damaged.json', 'x')).keep('a', ANSWER)).rejects.toThrow();
});

test('lies in the user’s cache, or where EVOLORA_CACHE says', () => {
  expect(answerDirectory({ EVOLORA_CACHE: '/some/cache' })).toBe(join('/some/cache', '.first-answers'));
  expect(answerDirectory({ XDG_CACHE_HOME: '/home/x/cache' })).toBe(join('/home/x/cache', 'evolora', 'first-answers'));
});
