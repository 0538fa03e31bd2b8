/**
 * `npm run bench`: measures, prints a table, judges against what is to be reached, and asserts nothing.
 *
 *   --only key,key   only these figures (a prefix such as `page.` is enough)
 *   --json           one JSON object { key: value } instead of the table
 *   --hosts DIR      where hosts are that do not ship with the lab (or EVOLORA_HOSTS); what needs one that is not there
 *                    is null, and a sentence says so
 *
 * A benchmark that fails is named on the error stream, its keys are null in the JSON, and the exit code is 1.
 */
import { parseArgs } from 'node:util';
import { gpu } from './gpu.ts';
import { host } from './host.ts';
import { learning } from './learning.ts';
import { page } from './page.ts';
import { peak } from './peak.ts';
import type { Benchmark, Measurement } from './registry.ts';
import { shell } from './shell.ts';
import { smoothness } from './smoothness.ts';
import { smollm2 } from './parts/smollm2.ts';
import { smollm2Wasm } from './smollm2-wasm.ts';
import { table } from './table.ts';
import { learningTraffic } from './learning-traffic.ts';
import { traffic } from './traffic.ts';
import { worker } from './worker.ts';
import { world } from './world.ts';

const benchmarks: readonly Benchmark[] = [
  world,
  host,
  gpu,
  traffic,
  learningTraffic,
  learning,
  peak,
  smollm2,
  smollm2Wasm,
  page,
  smoothness,
  shell,
  worker,
];

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
    hosts: { type: 'string' },
  },
});
const wanted = options.only.split(',').filter((key) => key !== '');
const isWanted = (key: string) => wanted.length === 0 || wanted.some((start) => key.startsWith(start));

const unknown = wanted.filter((start) => !benchmarks.some(({ keys }) => keys.some((key) => key.startsWith(start))));
if (unknown.length > 0) {
  console.error(`No figure begins with ${unknown.join(' or ')}. There are: ${allKeys().join(', ')}.`);
  process.exit(1);
}

const measurements: Measurement[] = [];
const failedKeys: string[] = [];
for (const benchmark of benchmarks) {
  const keys = benchmark.keys.filter(isWanted);
  if (keys.length === 0) continue;
  console.error(`measuring ${keys.join(', ')} …`);
  try {
    measurements.push(
      ...(await benchmark.run(options.hosts === undefined ? {} : { hosts: options.hosts })).filter(({ key }) =>
        isWanted(key),
      ),
    );
  } catch (error) {
    console.error(error);
    failedKeys.push(...keys);
  }
}

for (const { missing } of measurements) if (missing) console.error(missing);

if (options.json) {
  const figures: [string, number | null][] = measurements.map(({ key, value }) => [key, value]);
  console.log(JSON.stringify(Object.fromEntries([...figures, ...failedKeys.map((key) => [key, null])]), null, 2));
} else {
  console.log(table(measurements));
}
if (failedKeys.length > 0) {
  console.error(`Could not be measured: ${failedKeys.join(', ')}.`);
  process.exitCode = 1;
}

function allKeys(): string[] {
  return benchmarks.flatMap(({ keys }) => keys);
}
