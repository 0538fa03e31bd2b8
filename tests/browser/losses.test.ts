/** A graphics device that goes away in the middle of work ends it in an error that can be acted on, and nothing hangs. */
import { expect, it } from 'vitest';
import type * as lossFunctions from './bench-page/functions/losses.ts';
import { openBench } from './worker-functions.ts';

const TWO_LAYERS = 'test-files/fixtures/hosts/qwen3-genai-fp32/';

// The second device is asked for in the worker that has lost the first, as the lab does.
it.each(['opening', 'answering', 'training'] as const)('a device lost while %s', async (doing) => {
  const bench = await openBench({ webgpu: true });
  try {
    const { endOf } = bench.functions<typeof lossFunctions>('losses');
    expect(await endOf(TWO_LAYERS, doing, [0, 120])).toEqual(['device-lost', 'device-lost']);
  } finally {
    await bench.close();
  }
});

// While it is opened, the session may fail a moment before the refusal is heard; the host is opened elsewhere either way.
it.each([
  ['opening', 5, ['device-lost', 'host-unreadable']],
  ['answering', 2, ['device-lost']],
  ['training', 2, ['device-lost']],
] as const)('a device that refuses a buffer while %s', async (doing, after, ends) => {
  const bench = await openBench({ webgpu: true });
  try {
    const { endWhereRefused } = bench.functions<typeof lossFunctions>('losses');
    expect(ends).toContain(await endWhereRefused(TWO_LAYERS, doing, after));
  } finally {
    await bench.close();
  }
});
