/**
 * A graphics device that answers wrongly from its first start, on the software adapter with its exponentials changed: it is
 * held against the processor in the same worker, and WebAssembly is used instead.
 */
import { expect, it } from 'vitest';
import type * as answerFunctions from './bench-page/functions/first-answer.ts';
import { openBench } from './worker-functions.ts';

const TWO_LAYERS = 'test-files/fixtures/hosts/qwen3-genai-fp32/';

it('a device that is right is let in, and one that is wrong gives way, with the reason', async () => {
  const bench = await openBench({ webgpu: true });
  try {
    const device = bench.functions<typeof answerFunctions>('first-answer');
    expect(await device.whereOpened(TWO_LAYERS)).toEqual({ kind: 'webgpu', notes: '', kept: 1 });
    await device.forget();
    await device.makeExponentialsWrong();
    const { kind, notes, kept } = await device.whereOpened(TWO_LAYERS);
    expect(kind).toBe('wasm');
    expect(notes).toMatch(/WebGPU was tried and given up.*differ by .* from those of the processor/);
    expect(kept).toBe(1);
  } finally {
    await bench.close();
  }
}, 480_000);
