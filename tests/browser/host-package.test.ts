/**
 * The host's package in pages that are not the lab's: installed into an empty folder, bundled there as its README says,
 * opened in Chromium. One batch under two adapters and one gradient, against what PyTorch and PEFT gave. Then its examples, as
 * they lie in the installed package, against what the words themselves say.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve } from '../../scripts/lib/serve.mjs';
import { installHost } from '../support/installed-host.ts';
import { codeBlocksOf, readRepositoryFile } from '../tooling/markdown.ts';
import { openBrowser, type LabBrowser } from './harness.ts';

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
let browser: LabBrowser;
beforeAll(async () => {
  [folder, browser] = await Promise.all([installHost(), openBrowser()]);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

it('is bundled, answers and learns in a page of somebody else', async () => {
  writeFileSync(
    join(folder, 'index.html'),
    '<!doctype html><link rel="icon" href="data:," /><script type="module" src="page.js"></script>',
  );
  const files = readdirSync(join(folder, 'hosts', 'micro'), { recursive: true });
  writeFileSync(join(folder, 'page.js'), `const FILES = ${JSON.stringify(files)};\n${PAGE}`);
  await build({ root: folder, base: './', configFile: false, logLevel: 'error', build: { target: 'es2022' } });
  const mounts = { '/': join(folder, 'dist'), '/hosts/': join(folder, 'hosts'), '/golden/': join(folder, 'golden') };
  const server = await serve({ mounts, policy: false });
  try {
    const { page, troubles } = await browser.openPage(`${server.origin}/`);
    await page.waitForFunction(() => 'used' in window);
    const used = await page.evaluate(() => (window as unknown as { used: Promise<Record<string, unknown>> }).used);
    expect(used).toMatchObject({ label: 'WebAssembly, 2 threads', got: used['expected'], moves: true });
    expect(used['words']).toContain('three');
    expect(Math.abs(used['loss'] as number)).toBeLessThan(1e-4);
    expect(troubles).toEqual([]);
  } finally {
    await server.close();
  }
});

describe('the examples', () => {
  const WORDS = ['Hungry', 'Falcon'];
  const EXPECTED = {
    snake: 'hungry_falcon',
    kebab: 'hungry-falcon',
    shout: 'HUNGRY_FALCON',
    backwards: 'noclafyrgnuh',
  };

  /** Opens one as it lies in the installed package, does something with it, and looks whether anything was amiss. */
  async function open(name: string, use: (page: Page) => Promise<void>): Promise<void> {
    const server = await serve({ mounts: { '/': folder }, policy: false });
    try {
      const { page, troubles } = await browser.openPage(`${server.origin}/node_modules/evolora-host/examples/${name}`);
      await page.getByRole('status').getByText('loaded once').waitFor();
      await use(page);
      expect(troubles).toEqual([]);
      expect(await page.getByRole('alert').innerText()).toBe('');
      await page.close();
    } finally {
      await server.close();
    }
  }

  it('swap adapters within one conversation, and take one from a PEFT file', () =>
    open('hot-swap.html', async (page) => {
      const conversation = page.getByRole('list', { name: 'Conversation' });
      const send = page.getByRole('button', { name: 'Send' });
      const answer = async () => {
        await page.getByRole('button', { name: 'Send', disabled: false }).waitFor();
        return conversation.getByRole('status').last().innerText();
      };
      const question = `Rewrite the variable name \`${WORDS.join('')}\`. Respond with the new name only.`;
      // With the fifth question there is no room for the first two in what the model reads.
      for (const [name, expected] of [...Object.entries(EXPECTED), ['kebab', EXPECTED.kebab] as const]) {
        await page.getByRole('radio', { name }).check({ force: true });
        await page.getByLabel('What you say').fill(question);
        await send.click();
        expect(await answer(), name).toBe(expected);
      }
      expect(await conversation.locator('.forgotten').count()).toBe(4);
      await page.getByRole('radio', { name: 'snake' }).check({ force: true });
      await page.getByRole('button', { name: 'Ask again' }).click();
      expect(await answer()).toBe(EXPECTED.snake);
      expect(await conversation.getByRole('listitem').count()).toBe(10);
      const shout = join(folder, 'node_modules/evolora-host/examples/adapters/shout.safetensors');
      await page.getByLabel('a PEFT file of yours').setInputFiles({
        name: 'mine.safetensors',
        mimeType: 'application/octet-stream',
        buffer: readFileSync(shout),
      });
      await page.getByRole('radio', { name: 'mine.safetensors', checked: true }).waitFor({ state: 'attached' });
      await page.getByRole('button', { name: 'Ask again' }).click();
      expect(await answer()).toBe(EXPECTED.shout);
    }));

  it('answer one batch under many adapters as each row alone', () =>
    open('batch.html', async (page) => {
      await page.getByLabel('Name 1').fill(WORDS.join(''));
      for (const way of ['Answer all at once', 'One row after another']) {
        await page.getByRole('button', { name: way }).click();
        await page.getByRole('button', { name: way, disabled: false }).waitFor();
        const first = await page.getByRole('row').nth(1).getByRole('cell').allInnerTexts();
        expect(first.slice(1)).toEqual(Object.values(EXPECTED));
        expect(first[0]).not.toBe('');
      }
      await page.getByText('25 of 25 answers are the same both ways').waitFor();
    }));

  it('tell of a file that is no adapter, and go on', () =>
    open('hot-swap.html', async (page) => {
      const give = (buffer: Buffer) =>
        page
          .getByLabel('a PEFT file of yours')
          .setInputFiles({ name: 'odd.safetensors', mimeType: 'application/octet-stream', buffer });
      const alert = page.getByRole('alert');
      await give(Buffer.from('no adapter at all'));
      await expect.poll(() => alert.innerText()).toMatch(/adapter.*\. \S/s);
      expect(await page.getByRole('radio').count()).toBe(5);
      await page.getByRole('radio', { name: 'kebab' }).check({ force: true });
      await page.getByRole('button', { name: 'Send' }).click();
      await expect.poll(() => alert.innerText()).toBe('');
      await page.getByRole('button', { name: 'Send', disabled: false }).waitFor();
    }));
});
