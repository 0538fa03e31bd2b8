/**
 * What learning costs in Chromium on wasm with two threads: a training pass against the forward pass it contains, and a
 * Hebbian generation against one that learns nothing. Compared things run by turns, so that both see the same machine.
 */
import { builds, ensureBuilt } from '../scripts/lib/build.mjs';
import type * as learningFunctions from '../tests/browser/bench-page/functions/learning.ts';
import type * as trainingFunctions from '../tests/browser/bench-page/functions/training.ts';
import { openBench, type Bench } from '../tests/browser/worker-functions.ts';
import { pairedRatio } from './median.ts';
import type { Benchmark, Measurement } from './registry.ts';

const WASM = { prefer: 'wasm', threads: 2 } as const;
const RANK = 4;

export const learning: Benchmark = {
  keys: ['grad.micro.wasm.backwardOverForward', 'grad.micro.wasm.tapOverhead'],
  async run() {
    if (!(await ensureBuilt(builds.bench, { quiet: true }))) throw new Error('the test page could not be built');
    const bench = await openBench({ isolation: true });
    try {
      return [await backwardOverForward(bench), await tapOverhead(bench)];
    } finally {
      await bench.close();
    }
  },
};

/** The loss reads every token, the dearest case; the forward pass gives logits at the last token only, the cheapest. */
async function backwardOverForward(bench: Bench): Promise<Measurement> {
  const { forward, both } = await bench
    .functions<typeof trainingFunctions>('training')
    .passMs(WASM, { rows: 32, tokens: 96, answer: 95, rank: RANK, turns: 12 });
  return {
    key: 'grad.micro.wasm.backwardOverForward',
    what: 'a forward-and-backward pass of 32 rows × 96 tokens, loss on every token, over a forward pass of the same rows',
    value: pairedRatio(both, forward),
    toReach: { atMost: 4 },
  };
}

async function tapOverhead(bench: Bench): Promise<Measurement> {
  const { plain, hebbian } = await bench
    .functions<typeof learningFunctions>('learning')
    .hebbianMs(WASM, { organelles: 16, pairs: 2, rank: RANK, newTokens: 32, turns: 12 });
  return {
    key: 'grad.micro.wasm.tapOverhead',
    what: '16 organelles × 4 attempts of 32 tokens with taps, offsets and Hebbian updates over the same without learning',
    value: pairedRatio(hebbian, plain),
    toReach: { atMost: 1.3 },
  };
}
