/** What else a report says: why there is no training, what padding on the wrong side does, how memory grows. */
import { expect, test } from 'vitest';
import { reportOn, type HostReport } from '../../../src/host/report/report.ts';
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

test('memory grows evenly with rows, and a training pass takes more than an answer', async () => {
  const sizes = [1, 2, 5].map((rows) => ({ rows, tokens: 64, rank: 4 }));
  const { memory } = await reportIn(filesIn(QWEN), { sizes });
  const [one, two, five] = memory as [HostReport['memory'][0], HostReport['memory'][0], HostReport['memory'][0]];
  // keys and values of two layers with two heads of 16 numbers before and after a step, logits, and an adapter of rank 4
  const config = JSON.parse(new TextDecoder().decode(await filesIn(QWEN).read('config.json'))) as Record<
    string,
    number
  >;
  const caches = 2 * 2 * 2 * config['num_key_value_heads']! * config['head_dim']! * 64 * 4;
  const host = await openFixture(QWEN);
  const adapter = host.sites.reduce((sum, { inputs, outputs }) => sum + 4 * 4 * (inputs + outputs), 0);
  await host.dispose();
  expect(one.decoding).toBe(caches + adapter + 4 * 512);
  expect(five.decoding).toBe(5 * one.decoding);
  expect(five.training! - two.training!).toBeCloseTo(3 * (two.training! - one.training!), 0);
  expect(one.training).toBeGreaterThan(one.decoding);
  expect(one.weights).toBe(five.weights);
});

test('a host that was not loaded here is refused', async () => {
  const host = await openFixture(QWEN);
  await expect(reportOn({ ...host })).rejects.toThrow(RangeError);
  await host.dispose();
});
