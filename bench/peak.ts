/**
 * How much memory training a real language model takes: SmolLM2-135M in a Node process of its own, whose peak is the
 * operating system's own count. The host does not ship with the lab: `--hosts DIR` or EVOLORA_HOSTS says where it is.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inRepository } from '../scripts/lib/paths.mjs';
import type { Benchmark } from './registry.ts';

const FOLDER = 'smollm2-135m';
const GRAPH = join('onnx', 'model_quantized.onnx');
/** Rows × tokens of a pass. */
const SIZE = { rows: 8, tokens: 96 };

export const peak: Benchmark = {
  keys: ['grad.smollm2.peakMB'],
  async run({ hosts = process.env['EVOLORA_HOSTS'] }) {
    const measurement = {
      key: 'grad.smollm2.peakMB',
      what: `peak resident memory of training SmolLM2-135M, ${SIZE.rows} × ${SIZE.tokens} tokens, loss on every token, Node, MB`,
      toReach: { atMost: 4000 },
    };
    const folder = [hosts, hosts && join(hosts, FOLDER)].find((path) => path && existsSync(join(path, GRAPH)));
    if (folder) return [{ ...measurement, value: await peakMB(folder) }];
    const missing = hosts
      ? `grad.smollm2.peakMB was not measured: there is no ${GRAPH} in ${hosts} or in its folder ${FOLDER}.`
      : 'grad.smollm2.peakMB was not measured: say with --hosts DIR or EVOLORA_HOSTS where SmolLM2-135M is.';
    return [{ ...measurement, value: null, missing }];
  },
};

/** Trains in a process of its own, so that nothing else is counted. */
async function peakMB(folder: string): Promise<number> {
  const program = inRepository('bench', 'peak-training.ts');
  const args = [folder, GRAPH, String(SIZE.rows), String(SIZE.tokens)];
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', program, ...args]);
  return Number(stdout) / 1e6;
}
