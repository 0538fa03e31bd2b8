/** Speed by a clock that ticks once whenever it is looked at: every prefill and every step takes one second then. */
import { expect, test } from 'vitest';
import { reportOn } from '../../../src/host/report/report.ts';
import { partsOf } from '../../../src/host/session/host.ts';
import { openFixture, QWEN } from './reports.ts';

test('tokens of prompts and answers over the seconds of their slices', async () => {
  const host = await openFixture(QWEN);
  let seconds = 0;
  const { speed } = await reportOn(host, { sizes: [], clock: () => ++seconds });
  expect(partsOf(host).decoder.sliceRows).toBeGreaterThanOrEqual(32);
  expect(speed).toEqual(
    [1, 8, 32].map((rows) => ({
      rows,
      prefill: { bare: 32 * rows, grafted: 32 * rows },
      decode: { bare: rows, grafted: rows },
    })),
  );
  // The host still answers: only what was opened to measure is closed.
  expect(await host.embed([[5, 6, 7]])).toHaveLength(1);
  await host.dispose();
});

test('rows that go one by one take a second each', async () => {
  const host = await openFixture('tests/fixtures/hosts/llama-optimum-int8');
  let seconds = 0;
  const { speed } = await reportOn(host, { sizes: [], clock: () => ++seconds });
  expect(speed!.map(({ decode }) => decode)).toEqual([1, 8, 32].map(() => ({ bare: 1, grafted: 1 })));
  await host.dispose();
});
