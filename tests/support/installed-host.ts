/**
 * The host's package as people install it: packed, installed into an empty folder outside the repository. What it needs
 * beside it is linked from this repository, so nothing is downloaded; the micro host lies in `hosts`, what PyTorch and
 * PEFT gave for it in `golden`.
 */
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inRepository } from '../../scripts/lib/paths.mjs';
import { runNpm } from '../../scripts/lib/run.mjs';
import { readRepositoryFile } from '../tooling/markdown.ts';

const PEERS = ['onnxruntime-node', 'onnxruntime-web', '@huggingface/transformers'];

/** Installs it. Returns the folder, which is the caller's to remove. */
export async function installHost(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'evolora-host-'));
  await npm(['pack', '--pack-destination', folder], inRepository('src', 'host'));
  const { name, version } = JSON.parse(readRepositoryFile('src/host/package.json')) as Record<string, string>;
  const manifest = {
    private: true,
    type: 'module',
    dependencies: { [name!]: `file:${join(folder, `${name}-${version}.tgz`)}` },
    overrides: { 'onnxruntime-common': `file:${inRepository('node_modules', 'onnxruntime-common')}` },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  await npm(['install', '--offline', '--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund'], folder);
  mkdirSync(join(folder, 'node_modules', '@huggingface'), { recursive: true });
  const link = (target: string, ...place: string[]): void => symlinkSync(target, join(folder, ...place), 'junction');
  for (const peer of PEERS) link(inRepository('node_modules', peer), 'node_modules', peer);
  link(inRepository('public', 'hosts'), 'hosts');
  link(inRepository('tests', 'golden', 'micro'), 'golden');
  link(inRepository('node_modules', '@types', 'node'), 'node-types');
  return folder;
}

async function npm(args: string[], cwd: string): Promise<void> {
  if ((await runNpm(args, { stdio: 'ignore', cwd })) !== 0) throw new Error(`npm ${args[0]!} failed in ${cwd}`);
}
