/**
 * A small world lives 2,000 generations on the software adapter: it answers, learns from taps and by gradients, is born and
 * dies. What is alive on the device, ONNX Runtime's buffers and the lab's, is counted behind each generation, and must be no
 * more in the middle and at the end than early on.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type * as soakFunctions from '../browser/bench-page/functions/soak.ts';
import { openBench, type Bench, type InWorker } from '../browser/worker-functions.ts';
import { grown, heights } from './flat.ts';

const HOST = 'test-files/fixtures/hosts/qwen3-genai-fp32/';
const GENERATIONS = 2000;
const AT_ONCE = 50;
const STRETCH = 200;
/** A loaded machine takes its time. */
const PATIENCE_MS = 3 * 3600_000;

let bench: Bench;
let world: InWorker<typeof soakFunctions>;
beforeAll(async () => {
  bench = await openBench({ webgpu: true });
  world = bench.functions<typeof soakFunctions>('soak');
});
afterAll(async () => bench?.close());

it(
  `device memory stays level over ${GENERATIONS} generations`,
  async () => {
    await world.begin(HOST);
    const living: soakFunctions.Living[] = [];
    const sums: Record<string, number> = {};
    const add = (name: string, number: number): void => {
      sums[name] = (sums[name] ?? 0) + number;
    };
    while (living.length < GENERATIONS) {
      const lived = await world.liveOn(AT_ONCE);
      living.push(...lived.living);
      for (const name of ['answers', 'births', 'deaths', 'changed'] as const) add(name, lived[name]);
      for (const [rule, lessons] of Object.entries(lived.lessons)) add(rule, lessons);
      const { bytes, buffers } = living.at(-1)!;
      console.log(`generation ${living.length}: ${buffers} buffers, ${bytes} bytes`);
    }
    const left = await world.end();
    for (const { from, to, buffers, bytes } of heights(living, STRETCH))
      console.log(`generations ${from} to ${to}: at most ${buffers} buffers, ${bytes} bytes`);
    console.log(sums);
    // It is no soak where nothing is done.
    for (const name of ['hebbian', 'backprop', 'changed', 'births', 'deaths'])
      expect(sums[name], name).toBeGreaterThan(GENERATIONS / 100);
    expect(grown(living, STRETCH)).toEqual([]);
    expect(left).toBe(0);
    // One small buffer forgotten in a hundred generations would be seen.
    const leaking = living.map(({ bytes, buffers }, i) => {
      const forgotten = Math.floor(i / 100);
      return { bytes: bytes + 16 * forgotten, buffers: buffers + forgotten };
    });
    expect(grown(leaking, STRETCH).filter((one) => one.includes('buffers'))).toHaveLength(2);
    expect(bench.troubles).toEqual([]);
  },
  PATIENCE_MS,
);
