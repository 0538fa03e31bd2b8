/** Where hosts are that do not ship with the lab: `--hosts DIR` or EVOLORA_HOSTS, the folder itself or a folder in it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchOptions, Measurement } from './registry.ts';

const FOLDER = 'smollm2-135m';

/** The graph of SmolLM2-135M in its folder. */
export const SMOLLM2_GRAPH = 'onnx/model_quantized.onnx';

/** The folder of SmolLM2-135M, where it is at hand. */
export function findSmollm2({ hosts = process.env['EVOLORA_HOSTS'] }: BenchOptions): string | undefined {
  return [hosts, hosts && join(hosts, FOLDER)].find((path) => path && existsSync(join(path, SMOLLM2_GRAPH)));
}

/** A figure that was not measured, since SmolLM2-135M is not at hand. */
export function withoutSmollm2(
  measurement: Omit<Measurement, 'value' | 'missing'>,
  { hosts = process.env['EVOLORA_HOSTS'] }: BenchOptions,
): Measurement {
  const missing = hosts
    ? `${measurement.key} was not measured: there is no ${SMOLLM2_GRAPH} in ${hosts} or in its folder ${FOLDER}.`
    : `${measurement.key} was not measured: say with --hosts DIR or EVOLORA_HOSTS where SmolLM2-135M is.`;
  return { ...measurement, value: null, missing };
}
