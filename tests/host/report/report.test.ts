/** What else a report says: why there is no training, what padding on the wrong side does, how memory grows. */
import { expect, test } from 'vitest';
import { reportOn } from '../../../src/host/report/report.ts';
import { raggedTest } from '../../../src/host/report/self-test.ts';
import { partsOf } from '../../../src/host/session/host.ts';
import { filesIn } from '../files.ts';
import { openFixture, QWEN, reportIn } from './reports.ts';

test('a model that cannot be trained says why, and is compared all the same', async () => {
  const files = filesIn('tests/fixtures/hosts/llama-optimum-int8');
  const report = await reportIn(files, { golden: files, tryTraining: true });
  expect(report).toMatchObject({ trainable: false, gradient: null, dtypes: { weights: ['int8'] } });
  expect(report.untrainable).toContain('DynamicQuantizeLinear');
  // Its activations are rounded: README of the fixtures gives 0.4, and logits of deviation 1.0.
  expect(report.base.maxDifference).toBeLessThan(0.5);
  expect(report.memory.map(({ training }) => training)).toEqual([null, null, null]);
});

test('rows that are padded on the wrong side are found out', async () => {
  const host = await openFixture(QWEN);
  const { decoder } = partsOf(host);
  const { bitEqual, maxDifference } = await raggedTest({ ...decoder, padding: 'left' }, 512, []);
  expect(bitEqual).toBe(false);
  expect(maxDifference).toBeGreaterThan(0.01);
  await host.dispose();
});

test('memory is what the host plans with, of every size that is asked for', async () => {
  const sizes = [1, 2, 5].map((rows) => ({ rows, tokens: 64, rank: 4 }));
  const host = await openFixture(QWEN);
  const { memory } = await reportOn(host, { sizes });
  expect(memory.map(({ rows, tokens, rank }) => ({ rows, tokens, rank }))).toEqual(sizes);
  expect(memory.map(({ decoding }) => decoding)).toEqual(sizes.map((size) => host.memory.sliceBytes(size)));
  const [one, two, five] = memory.map(({ training }) => training!) as [number, number, number];
  expect(five - two).toBeCloseTo(3 * (two - one), 0);
  expect(one).toBeGreaterThan(host.memory.sessionBytes);
  await host.dispose();
});

test('a host that was not loaded here is refused', async () => {
  const host = await openFixture(QWEN);
  await expect(reportOn({ ...host })).rejects.toThrow(RangeError);
  await host.dispose();
});
