/** Commands that a person stops, as real processes: one sentence, the exit code of what was stopped, nothing half done. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashBytes } from '../../src/base/hash.ts';
import { runCommand } from '../../src/cli/commands/run.ts';
import { evoloraCommand, TYPED_WORLD } from './typed.ts';

let folder: string;
let before: Record<string, string>;
/** A hub that is asked and never answers. */
let silent: Server;
let asked = () => undefined as void;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evolora-stopped-'));
  const experiment = join(folder, 'small.yaml');
  await writeFile(experiment, TYPED_WORLD);
  await runCommand({ experiment, budget: { generations: 2 }, seeds: ['1'], out: join(folder, 'run') });
  const row = (i: number) => `{"prompt":"Add ${i} and ${i % 7}, then ${i % 5}.","target":${i + (i % 7) + (i % 5)}}\n`;
  await writeFile(join(folder, 'tasks.jsonl'), Array.from({ length: 3000 }, (_, i) => row(i)).join(''));
  silent = createServer(() => asked()).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  before = await bytesIn(folder);
}, 13000);
afterAll(async () => {
  silent.closeAllConnections();
  silent.close();
  await rm(folder, { recursive: true, force: true });
});

/** The hash of every file. */
async function bytesIn(directory: string): Promise<Record<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(files.sort().map(async (path) => [path, hashBytes(await readFile(path))])),
  ) as Record<string, string>;
}

interface Stopped {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Gives a command, and stops it when it is seen at work: when it says so, or asks the hub. */
async function stop(signal: NodeJS.Signals, seen: RegExp | 'asks', ...args: string[]): Promise<Stopped> {
  const [program, ...words] = evoloraCommand(...args);
  const command = spawn(program!, words, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const [said, told] = [[] as string[], [] as string[]];
  command.stdout.on('data', (chunk: Buffer) => void told.push(chunk.toString()));
  const working = new Promise<void>((resolve) => {
    if (seen === 'asks') asked = resolve;
    command.stderr.on('data', (chunk: Buffer) => {
      said.push(chunk.toString());
      if (seen !== 'asks' && seen.test(said.join(''))) resolve();
    });
  });
  const ended = once(command, 'close');
  await Promise.race([working, ended]);
  command.kill(signal);
  const [code] = (await ended) as [number | null];
  return { code, stdout: told.join(''), stderr: said.join('') };
}

describe.skipIf(process.platform === 'win32')('a command that is stopped', () => {
  const hub = () => ['--host', 'hub:tests/any', '--hub', `http://127.0.0.1:${(silent.address() as AddressInfo).port}`];
  it.each<[string, NodeJS.Signals, RegExp | 'asks', string[]]>([
    ['evaluate', 'SIGINT', /Measuring run/, ['evaluate', 'run', '--tasks', 'tasks.jsonl']],
    ['tasks check', 'SIGTERM', /The bare host answers/, ['tasks', 'check', 'tasks.jsonl', '--tasks', '3000']],
    [
      'merge',
      'SIGINT',
      /Measuring \d+ adapters as one/,
      ['merge', 'run', '--which', 'living', '--out', 'merged', '--number', '4000'],
    ],
    ['export', 'SIGINT', 'asks', ['export', 'run', '--format', 'csv', '--out', 'tables', 'hub']],
    ['compare', 'SIGINT', 'asks', ['compare', 'run', 'hub']],
  ])(
    '%s, by %s, says so and leaves everything as it was',
    async (_, signal, seen, args) => {
      const typed = args.flatMap((word) => (word === 'hub' ? hub() : [word]));
      const { code, stdout, stderr } = await stop(signal, seen, ...typed);
      expect(stderr).toMatch(
        /\nThe command was stopped\.\nNothing was changed or written; give the same command again for the whole\.\n$/,
      );
      expect([code, stdout]).toEqual([130, '']);
      expect(await bytesIn(folder)).toEqual(before);
    },
    13000,
  );
});
