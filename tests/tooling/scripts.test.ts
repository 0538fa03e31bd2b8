/** The pieces of `npm start` and `npm test` that decide something. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { alone } from '../../scripts/lib/alone.mjs';
import { findBrowser } from '../../scripts/lib/browser.mjs';
import { hashSources } from '../../scripts/lib/build.mjs';
import { isInstalled } from '../../scripts/lib/install.mjs';
import { isNodeAccepted } from '../../scripts/lib/node-version.mjs';
import { serve } from '../../scripts/lib/serve.mjs';
import { check, runSteps } from '../../scripts/lib/test-steps.mjs';
import { countTests } from '../../scripts/lib/test-report.mjs';
import { shellFiles } from '../../scripts/shell-size.mjs';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closing.splice(0)) await close();
});

describe('the static server', () => {
  async function site(options: { isolation?: boolean; base?: string } = {}) {
    const folder = mkdtempSync(join(tmpdir(), 'evolora-site-'));
    mkdirSync(join(folder, 'site'));
    writeFileSync(join(folder, 'secret.txt'), 'outside');
    writeFileSync(join(folder, 'site', 'index.html'), '<p>hello');
    writeFileSync(join(folder, 'site', 'a.wasm'), 'w');
    writeFileSync(join(folder, 'site', 'b.mjs'), 'export {}');
    const { base = '/', isolation } = options;
    const server = await serve({
      mounts: { [base]: join(folder, 'site') },
      port: 0,
      ...(isolation === undefined ? {} : { isolation }),
    });
    closing.push(server.close);
    return `${server.origin}${base}`;
  }

  it('serves an index and the media types that browsers insist on', async () => {
    const url = await site();
    expect(await (await fetch(url)).text()).toBe('<p>hello');
    expect((await fetch(`${url}a.wasm`)).headers.get('content-type')).toBe('application/wasm');
    expect((await fetch(`${url}b.mjs`)).headers.get('content-type')).toContain('text/javascript');
  });

  it('sends the isolation headers, or none', async () => {
    const [isolated, plain] = [await fetch(await site()), await fetch(await site({ isolation: false }))];
    expect(isolated.headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(isolated.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    expect(plain.headers.get('cross-origin-opener-policy')).toBeNull();
    expect(plain.headers.get('cross-origin-embedder-policy')).toBeNull();
  });

  it('serves under a sub-path and nothing beside it', async () => {
    const url = await site({ base: '/some/sub/' });
    expect((await fetch(url)).status).toBe(200);
    expect((await fetch(new URL('/', url))).status).toBe(404);
  });

  it.each([
    '../secret.txt',
    '%2e%2e/secret.txt',
    '..%2fsecret.txt',
    '%',
    'missing',
    ''.padEnd(5, '../') + 'etc/passwd',
  ])('gives away nothing outside its folder: %s', async (path) => {
    const { port } = new URL(await site());
    const status = await new Promise((resolve, reject) => {
      // The raw request line, which fetch would tidy up.
      get({ host: '127.0.0.1', port, path: `/${path}` }, (response) => resolve(response.statusCode)).on(
        'error',
        reject,
      );
    });
    expect(status).toBe(404);
  });

  it('takes the next port when one is taken', async () => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    closing.push(() => other.close());
    const { port } = other.address() as AddressInfo;
    const server = await serve({ mounts: { '/': tmpdir() }, port });
    closing.push(server.close);
    expect(server.port).toBeGreaterThan(port);
  });
});

describe('whether packages must be installed', () => {
  const wanted = {
    '': {},
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b-win32': { version: '2.0.0', optional: true },
  };

  it('not when all are there, packages for other systems aside', () => {
    expect(isInstalled(wanted, { 'node_modules/a': { version: '1.0.0' } })).toBe(true);
  });

  it('when one is missing or has another version', () => {
    expect(isInstalled(wanted, {})).toBe(false);
    expect(isInstalled(wanted, { 'node_modules/a': { version: '1.0.1' } })).toBe(false);
  });
});

describe('the sum of the tests', () => {
  function report(testResults: unknown[]): string {
    const path = join(mkdtempSync(join(tmpdir(), 'evolora-report-')), 'report.json');
    writeFileSync(path, JSON.stringify({ testResults }));
    return path;
  }
  const file = (status: string, ...tests: string[]) => ({
    status,
    assertionResults: tests.map((test) => ({ status: test })),
  });

  it('adds up the tests of all files', () => {
    const path = report([file('passed', 'passed', 'passed'), file('failed', 'failed', 'passed', 'pending')]);
    expect(countTests(path, 1)).toEqual({ passed: 3, failed: 1, skipped: 1 });
  });

  it('counts a file that could not be loaded as one failure', () => {
    expect(countTests(report([file('failed')]), 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it('never says that nothing failed when the exit code says otherwise', () => {
    expect(countTests(report([file('passed', 'passed')]), 1)).toEqual({ passed: 1, failed: 1, skipped: 0 });
    expect(countTests('/no/such/report.json', 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

describe('steps', () => {
  it('all run, whichever fail; what each check says stands in one piece, and the sum at the end', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'evolora-steps-'));
    const script = (name: string, code: string) => {
      writeFileSync(join(folder, name), code);
      return join(folder, name);
    };
    const slow = `for (const i of [1, 2, 3]) { console.log('slow ' + i); await new Promise((go) => setTimeout(go, 50)); }`;
    const failing = `console.log('out'); console.error('why'); process.exit(3);`;
    const said: string[] = [];
    const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
    const before = process.exitCode;
    try {
      const tests = { name: 'Tests', run: () => Promise.resolve({ passed: 5, failed: 0, skipped: 1 }) };
      await runSteps([check('Slow', script('slow.mjs', slow)), check('Failing', script('fail.mjs', failing)), tests]);
      expect(process.exitCode).toBe(1);
    } finally {
      process.exitCode = before;
      log.mockRestore();
    }
    expect(said.slice(-5)).toEqual([
      'ok      Slow',
      'FAILED  Failing',
      'ok      Tests',
      '1 skipped',
      '5 passed, 1 failed',
    ]);
    const text = said.join('\n');
    expect(text).toContain('=== Slow: ok\nslow 1\nslow 2\nslow 3\n');
    expect(text).toMatch(/=== Failing: FAILED\n(out\nwhy|why\nout)\n/);
    expect(text.indexOf('=== Tests')).toBeGreaterThan(text.indexOf('=== Slow: ok'));
  });
});

describe('what one process does alone', () => {
  const lockOf = (name: string) =>
    join(tmpdir(), `evolora-alone-${createHash('sha256').update(name).digest('hex').slice(0, 16)}`);
  const fresh = () => mkdtempSync(join(tmpdir(), 'evolora-alone-test-'));

  it('is done by one after another, and a failure lets the next begin', async () => {
    const name = fresh();
    const order: string[] = [];
    const work = (who: string) => async () => {
      order.push(`${who} begins`);
      await new Promise((done) => setTimeout(done, 20));
      order.push(`${who} ends`);
      if (who === 'first') throw new Error('no');
      return who;
    };
    const [first, second] = await Promise.allSettled([alone(name, work('first')), alone(name, work('second'))]);
    expect([first.status, second]).toEqual(['rejected', { status: 'fulfilled', value: 'second' }]);
    expect(order).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
    expect(existsSync(lockOf(name))).toBe(false);
  });

  it('is not held up by a process that died in the middle', async () => {
    const name = fresh();
    const { pid } = spawnSync(process.execPath, ['--version']);
    writeFileSync(lockOf(name), String(pid));
    expect(await alone(name, () => Promise.resolve('done'))).toBe('done');
  });
});

describe('small decisions', () => {
  it('accepts the Node versions that Vite and ESLint accept', () => {
    const versions = ['18.20.0', '20.18.9', '20.19.0', '21.7.0', '22.12.0', '22.13.0', '23.1.0', '24.0.0', '30.1.2'];
    expect(versions.filter(isNodeAccepted)).toEqual(['20.19.0', '22.13.0', '24.0.0', '30.1.2']);
  });

  it('takes CHROME_PATH at its word', () => {
    vi.stubEnv('CHROME_PATH', process.execPath);
    expect(findBrowser()).toBe(process.execPath);
    vi.stubEnv('CHROME_PATH', '/no/such/browser');
    expect(() => findBrowser()).toThrow('CHROME_PATH is /no/such/browser, but there is no such file.');
  });

  it('looks for Firefox by itself, and takes FIREFOX_PATH at its word', () => {
    vi.stubEnv('CHROME_PATH', '/no/such/browser');
    vi.stubEnv('FIREFOX_PATH', process.execPath);
    expect(findBrowser('firefox')).toBe(process.execPath);
    vi.stubEnv('FIREFOX_PATH', '/no/such/browser');
    expect(() => findBrowser('firefox')).toThrow('FIREFOX_PATH is /no/such/browser, but there is no such file.');
  });

  it('hashes sources by content and name', () => {
    expect(hashSources(['LICENSE'])).toBe(hashSources(['LICENSE']));
    expect(hashSources(['LICENSE'])).not.toBe(hashSources(['.editorconfig']));
  });

  it('counts what the page loads once, late chunks too, and not what it does not import', () => {
    const manifest = {
      'index.html': {
        file: 'index.js',
        isEntry: true,
        css: ['index.css'],
        imports: ['_a'],
        dynamicImports: ['late.ts'],
      },
      _a: { file: 'a.js', imports: ['index.html'], assets: ['worker.js', 'font.woff2'] },
      'late.ts': { file: 'late.js', imports: ['_a'] },
      'other.ts': { file: 'other.js' },
    };
    expect(shellFiles(manifest)).toEqual(['index.js', 'index.css', 'a.js', 'late.js']);
  });
});
