/** What the lab sees in the model that is loaded, asked for beside the run that lives on it. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inRepository } from '../../scripts/lib/paths.mjs';
import { folderFiles, openHost } from '../../src/host/node.ts';
import type { Host } from '../../src/host/index.ts';
import { OPEN, testLab } from './test-lab.ts';

let host: Host;
beforeAll(async () => {
  host = await openHost({ name: 'micro', files: folderFiles(inRepository('public', 'hosts', 'micro')) });
});
afterAll(() => host.dispose());

it('crosses to the page, says what it is doing, is known the second time, and the run goes on', async () => {
  const { lab, messages, status } = testLab({ host });
  await lab.open(OPEN);
  const report = await lab.aboutHost();
  expect(structuredClone(report)).toEqual(report);
  expect(report).toMatchObject({
    family: 'qwen3',
    layers: 4,
    sites: 28,
    padding: 'right',
    trainable: true,
    untrainable: null,
    ragged: { bitEqual: true, maxDifference: 0 },
  });
  expect(report.memory.map(({ rows }) => rows)).toEqual([1, 8, 32]);
  const told = messages.flatMap((message) => (message.kind === 'status' ? (message.status.activity?.text ?? []) : []));
  expect(told).toContain('Answering rows together and alone');
  expect(status().activity).toBeNull();
  expect(await lab.aboutHost()).toBe(report);
  await lab.step();
  expect(status().savedGeneration).toBe(1);
}, 60_000);

it('a model that cannot be looked into is told as a fault, and the run goes on', async () => {
  const { lab, status } = testLab();
  await lab.open(OPEN);
  await expect(lab.aboutHost()).rejects.toThrow('not loaded here');
  expect(status().activity).toBeNull();
  await lab.step();
  expect(status().savedGeneration).toBe(1);
});
