/** The content security policy: a run is lived, exported and imported under it, and nothing may make code out of text. */
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { builds } from '../../scripts/lib/build.mjs';
import { inRepository } from '../../scripts/lib/paths.mjs';
import { openBrowser, startSite, type LabBrowser, type Site } from './harness.ts';
import { LabPage, SMALL_WORLD } from './lab-page.ts';
import { hearViolations } from './violations.ts';

let site: Site;
let browser: LabBrowser;
let lab: LabPage;
let violations: Awaited<ReturnType<typeof hearViolations>>;
beforeAll(async () => {
  site = await startSite();
  browser = await openBrowser();
  violations = await hearViolations(browser);
  lab = await LabPage.open(browser, `${site.url}?${SMALL_WORLD}`);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

it('lets a run live, go out as a file and come back', async () => {
  await lab.reach(3);
  await lab.pause();
  const { name, bytes } = await lab.exportFile();
  await lab.importFile(name, bytes);
  await lab.dialog.waitFor({ state: 'detached' });
  await lab.reach(3);
  expect(await violations(lab.page)).toEqual([]);
  expect(lab.troubles).toEqual([]);
});

it('is sent with every file, the worker’s script too', async () => {
  for (const url of [site.url, lab.worker().url()]) {
    expect((await fetch(url)).headers.get('content-security-policy')).toContain(
      "script-src 'self' 'wasm-unsafe-eval';",
    );
  }
});

it('refuses code made of text, in the page and in the worker', async () => {
  // Later, since the developer tools that drive this test may make code of text while they are at work.
  const attempts = async () => {
    await new Promise((later) => setTimeout(later, 50));
    return [() => (0, eval)('1') as unknown, () => new Function('return 1')].map((work) => {
      try {
        work();
        return false;
      } catch (thrown) {
        return thrown instanceof EvalError;
      }
    });
  };
  expect(await lab.page.evaluate(attempts)).toEqual([true, true]);
  expect(await lab.worker().evaluate(attempts)).toEqual([true, true]);
  const heard = async () => [...new Set(await violations(lab.page))];
  await expect.poll(heard).toEqual(['page: script-src eval', 'worker: script-src eval']);
});

/**
 * Where the built scripts could make code of text. Zod asks once whether it may, unless it is told not
 * to (scripts/vite/schemas-without-eval.ts tells it); Emscripten does it for C++ that calls methods of JavaScript by name, in
 * the runtime's build for WebGPU, and none is called while it answers (webgpu-page.test.ts). The policy refuses both.
 */
const KNOWN_PLACES = [/try\{return Function\(``\),!0\}catch/g, /\(new Function\(Object\.keys\(\w+\),\w+\)\)/g];

it('finds no other place in the built scripts that could make code of text', () => {
  const folder = inRepository(builds.site.folder, 'assets');
  const scripts = readdirSync(folder).filter((name) => /\.m?js$/.test(name));
  expect(scripts.length).toBeGreaterThan(2);
  for (const name of scripts) {
    const text = KNOWN_PLACES.reduce(
      (rest, place) => rest.replace(place, ''),
      readFileSync(`${folder}/${name}`, 'utf8'),
    );
    expect(
      text.match(/.{0,40}(?:\bnew Function\b|(?<![\w.$])Function\(|(?<![\w.$ ])eval\((?!\w,\w\)\{)).{0,40}/g),
      name,
    ).toBeNull();
  }
});
