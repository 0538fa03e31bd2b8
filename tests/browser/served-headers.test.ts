/** What our own servers send: the policy with every file, the worker's script too, and what wasm threads need. */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { preview } from 'vite';
import { builds } from '../../scripts/lib/build.mjs';
import { inRepository } from '../../scripts/lib/paths.mjs';
import { headerPolicy } from '../../scripts/lib/policy.mjs';

const assets = readdirSync(inRepository(builds.site.folder, 'assets'));
const WORKER = `assets/${assets.find((name) => name.startsWith('lab.worker-'))}`;

async function headersOf(url: string) {
  const { ok, headers } = await fetch(url);
  expect(ok, url).toBe(true);
  return {
    policy: headers.get('content-security-policy'),
    opener: headers.get('cross-origin-opener-policy'),
    embedder: headers.get('cross-origin-embedder-policy'),
  };
}

const WHOLE = { policy: headerPolicy, opener: 'same-origin', embedder: 'require-corp' };

/** Runs `npm start`'s script until it says its address. */
async function start(...options: string[]): Promise<{ url: string; close: () => void }> {
  const server = spawn(process.execPath, [inRepository('scripts/start.mjs'), '--port', '0', ...options]);
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    server.stdout.on('data', (chunk) => {
      said += String(chunk);
      const [, address] = /running at {2}(\S+)/.exec(said) ?? [];
      if (address) resolve(address);
    });
    server.on('exit', () => reject(new Error(`the server ended: ${said}`)));
  });
  return { url, close: () => server.kill() };
}

it('npm start sends them with the page and the worker’s script', async () => {
  const { url, close } = await start();
  try {
    expect(await headersOf(url)).toEqual(WHOLE);
    expect(await headersOf(url + WORKER)).toEqual(WHOLE);
  } finally {
    close();
  }
});

it('npm start without isolation still sends the policy', async () => {
  const { url, close } = await start('--no-isolation', '--base', '/sub/');
  try {
    expect(await headersOf(url + WORKER)).toEqual({ policy: headerPolicy, opener: null, embedder: null });
  } finally {
    close();
  }
});

it('vite preview sends them too', async () => {
  const server = await preview({
    root: inRepository('.'),
    logLevel: 'error',
    preview: { port: 0, host: '127.0.0.1' },
  });
  try {
    const url = server.resolvedUrls!.local[0]!;
    expect(await headersOf(url)).toEqual(WHOLE);
    expect(await headersOf(url + WORKER)).toEqual(WHOLE);
  } finally {
    await server.close();
  }
});
