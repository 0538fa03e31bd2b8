/** What the site's service worker keeps, run as a browser runs it: the script that the build writes, in a realm of its own. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeServiceWorker } from '../../scripts/vite/service-worker.ts';

const SCOPE = 'https://pages.test/lab/';
const FILES = [
  'index.html',
  'assets/main-1.js',
  'assets/ort-webgpu-2.js',
  'assets/ort-wasm-simd-threaded.asyncify-3.wasm',
];
const PLAIN = FILES.slice(0, 2);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evolora-worker-'));
  for (const path of FILES) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), path);
  }
  writeServiceWorker(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Installs it; which paths are kept then. */
async function keptBy(navigator: object, search: string): Promise<string[]> {
  const cache = new Map<string, Response>();
  let installed: Promise<unknown> = Promise.reject(new Error('nobody waits for an installation'));
  installed.catch(() => undefined);
  const self = {
    registration: { scope: SCOPE },
    location: { search },
    addEventListener: (type: string, heed: (event: object) => void) => {
      const waitUntil = (work: Promise<unknown>): void => {
        installed = work;
      };
      if (type === 'install') heed({ waitUntil });
    },
  };
  const caches = {
    open: async () => ({
      match: async (url: string) => cache.get(url),
      put: async (url: string, response: Response) => void cache.set(url, response),
    }),
  };
  const fetch = async (url: string) => new Response(await readFile(join(folder, url.slice(SCOPE.length))));
  const script = await readFile(join(folder, 'service-worker.js'), 'utf8');
  runInNewContext(script, { self, caches, fetch, navigator, Headers, Response, URL });
  await installed;
  for (const { headers } of cache.values()) {
    expect(headers.get('Cross-Origin-Embedder-Policy')).toBe('require-corp');
    expect(headers.get('Cross-Origin-Opener-Policy')).toBe('same-origin');
  }
  return [...cache.keys()].map((url) => url.slice(SCOPE.length)).sort();
}

it.each([
  ['a browser without WebGPU', {}, '', PLAIN],
  ['one that has it everywhere', { gpu: {} }, '?graphics', FILES],
  ['one that has it on pages and not in service workers', {}, '?graphics', FILES],
  ['one whose page did not say', { gpu: {} }, '', FILES],
])('%s', async (_, navigator, search, files) => {
  expect(await keptBy(navigator, search)).toEqual([...files].sort());
});
