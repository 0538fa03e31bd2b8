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

it.each([
  ['opening', 5],
  ['answering', 2],
  ['training', 2],
] as const)('a device that refuses a buffer while %s', async (doing, after) => {
  const bench = await openBench({ webgpu: true });
  try {
    expect(await bench.functions<typeof lossFunctions>('losses').endWhereRefused(TWO_LAYERS, doing, after)).toBe(
      'device-lost',
    );
  } finally {
    await bench.close();
  }
});
