/**
 * How much memory training a real language model takes: SmolLM2-135M in a Node process of its own, whose peak is the
 * operating system's own count. The host does not ship with the lab: `--hosts DIR` or EVOLORA_HOSTS says where it is.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { inRepository } from '../scripts/lib/paths.mjs';
import { findSmollm2, SMOLLM2_GRAPH, withoutSmollm2 } from './hosts.ts';
import type { Benchmark } from './registry.ts';

/** Rows × tokens of a pass. */
const SIZE = { rows: 8, tokens: 96 };

export const peak: Benchmark = {
  keys: ['grad.smollm2.peakMB'],
  async run(options) {
    const measurement = {
      key: 'grad.smollm2.peakMB',
      what: `peak resident memory of training SmolLM2-135M, ${SIZE.rows} × ${SIZE.tokens} tokens, loss on every token, Node, MB`,
      toReach: { atMost: 4000 },
    };
    const folder = findSmollm2(options);
    return [folder ? { ...measurement, value: await peakMB(folder) } : withoutSmollm2(measurement, options)];
  },
};

/** Trains in a process of its own, so that nothing else is counted. */
async function peakMB(folder: string): Promise<number> {
  const program = inRepository('bench', 'parts', 'peak-training.ts');
  const args = [folder, SMOLLM2_GRAPH, String(SIZE.rows), String(SIZE.tokens)];
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', program, ...args]);
  return Number(stdout) / 1e6;
}
