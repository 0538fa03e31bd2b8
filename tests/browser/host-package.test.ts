/**
 * The host's package in a page that is not the lab's: installed into an empty folder, bundled there as its README says,
 * opened in Chromium. One batch under two adapters and one gradient, against what PyTorch and PEFT gave.
 */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, expect, it } from 'vitest';
import { serve } from '../../scripts/lib/serve.mjs';
import { installHost } from '../support/installed-host.ts';
import { codeBlocksOf, readRepositoryFile } from '../tooling/markdown.ts';
import { openBrowser } from './harness.ts';

const [bundling] = codeBlocksOf(readRepositoryFile('src/host/README.md')).filter(({ language }) => language === 'js');

const PAGE = `
import { floatsOfTensor, readPeft, readSafetensors } from 'evolora-host';
import { openHost, siteFiles } from 'evolora-host/web';
${bundling!.code}

async function use() {
  const host = await openHost({ name: 'micro', files: siteFiles('hosts/micro', FILES), prefer: 'wasm', threads: 2, wasm });
  const golden = siteFiles('golden');
  const { tensors } = readSafetensors(await golden.read('golden.safetensors'));
  const adapter = readPeft(host.sites, await golden.read('adapter/adapter_model.safetensors'), 8);
  const floats = (name) => floatsOfTensor(tensors.get(name));
  const prompt = Array.from(new BigInt64Array(tensors.get('ids.0').bytes.slice().buffer), Number);
  const expected = ['base', 'adapter'].map((which) => {
    const last = floats(which + '.0').subarray(-512);
    return last.indexOf(Math.max(...last));
  });
  const one = { prompt, maxNewTokens: 1, temperature: 0, topP: 1, random: { uniform: () => 0 } };
  const answers = await host.decode([null, adapter].map((its) => ({ ...one, adapter: its })));
  const { trainer } = await host.learning.training();
  const [row] = await trainer.run([{ tokens: prompt, weights: floats('weight.0'), adapter }]);
  const loss = row.loss - floats('loss.0')[0];
  const words = host.decodeText(host.encodePrompt('three'));
  await host.dispose();
  const moves = row.gradient.some((value) => value !== 0);
  return { expected, got: answers.map(({ tokens }) => tokens[0]), loss, moves, words, label: host.backend.label };
}
window.used = use().catch((thrown) => ({ failed: String(thrown) }));
`;

let folder = '';
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('is bundled, answers and learns in a page of somebody else', async () => {
  folder = await installHost();
  writeFileSync(
    join(folder, 'index.html'),
    '<!doctype html><link rel="icon" href="data:," /><script type="module" src="page.js"></script>',
  );
  const files = readdirSync(join(folder, 'hosts', 'micro'), { recursive: true });
  writeFileSync(join(folder, 'page.js'), `const FILES = ${JSON.stringify(files)};\n${PAGE}`);
  await build({ root: folder, base: './', configFile: false, logLevel: 'error', build: { target: 'es2022' } });
  const mounts = { '/': join(folder, 'dist'), '/hosts/': join(folder, 'hosts'), '/golden/': join(folder, 'golden') };
  const server = await serve({ mounts, policy: false });
  const browser = await openBrowser();
  try {
    const { page, troubles } = await browser.openPage(`${server.origin}/`);
    await page.waitForFunction(() => 'used' in window);
    const used = await page.evaluate(() => (window as unknown as { used: Promise<Record<string, unknown>> }).used);
    expect(used).toMatchObject({ label: 'WebAssembly, 2 threads', got: used['expected'], moves: true });
    expect(used['words']).toContain('three');
    expect(Math.abs(used['loss'] as number)).toBeLessThan(1e-4);
    expect(troubles).toEqual([]);
  } finally {
    await browser.close();
    await server.close();
  }
});
