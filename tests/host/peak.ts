/**
 * A process of its own for peaks.ts: opens the host of a folder, has as many answers decoded together as go,
 * and prints what was planned and what the process took at its height, in bytes above an idle one.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { adapterLength } from '../../src/host/adapters/adapter.ts';
import { random } from '../../src/base/random.ts';
import { loadHost } from '../../src/host/index.ts';
import { folderFiles, nodeRuntime } from '../../src/host/node.ts';

const resident = (what: 'VmRSS' | 'VmHWM'): number =>
  1024 * Number(new RegExp(`${what}:\\s+(\\d+)`).exec(readFileSync('/proc/self/status', 'utf8'))![1]);

async function measure(folder: string): Promise<void> {
  const words = { encodePrompt: () => [1], decodeText: () => '', encodeText: () => [1], hash: 'none' } as never;
  const open = (files: string) =>
    loadHost({ name: 'x', files: folderFiles(files), runtime: nodeRuntime(2), tokenizer: words });
  await (await open('public/hosts/micro')).dispose(); // code and libraries are in memory
  globalThis.gc!();
  writeFileSync('/proc/self/clear_refs', '5'); // the height begins anew
  const idle = resident('VmRSS');

  const { memory, sites, decode } = await open(folder);
  const rows = memory.sliceRows;
  const weights = new Float32Array(adapterLength(sites, 8)).fill(1e-3);
  const answers = Array.from({ length: rows }, (_, row) => ({
    prompt: Array.from({ length: 96 }, (_, i) => 5 + ((row + i) % 50)),
    adapter: { rank: 8, scale: 1, weights: weights.slice() },
    maxNewTokens: 32,
    temperature: 1,
    topP: 1,
    random: random('peak', row),
  }));
  const adapters = rows * weights.byteLength;
  await decode(answers);
  const planned = memory.fileBytes + memory.sessionBytes + memory.sliceBytes({ rows, tokens: 128, rank: 8 }) + adapters;
  console.log(JSON.stringify({ planned, measured: resident('VmHWM') - idle }));
  process.exit(0);
}

void measure(process.argv[2]!);
