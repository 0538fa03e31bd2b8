/**
 * Models by their name, in a real browser: looked up, fetched from a hub on another origin that redirects to a third, stopped,
 * gone on with by a new page, lived on, and told in a sentence where they cannot be had. A second tab only looks on.
 */
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { TestHub, tinyModel } from '../support/hub-server.ts';
import { openBrowser, startSite, type LabBrowser, type Site } from './harness.ts';
import { LabPage, SMALL_WORLD } from './lab-page.ts';

const NAME = 'tests/tiny';
const WEIGHTS = 'onnx/model.onnx.data';

let hub: TestHub;
let site: Site;
let browser: LabBrowser;
let lab: LabPage;
const address = () => `${site.url}?${SMALL_WORLD}&hub=${encodeURIComponent(hub.address)}`;
beforeAll(async () => {
  hub = await TestHub.start();
  hub.put(NAME, await tinyModel());
  [site, browser] = await Promise.all([startSite(), openBrowser()]);
  lab = await LabPage.open(browser, address());
  await lab.reach(2);
});
afterEach(() => {
  // The hub is another origin, on purpose, and breaks on purpose; nothing else may be asked.
  const elsewhere = [hub.address, hub.cdnAddress];
  expect(lab.troubles.filter((trouble) => !elsewhere.some((origin) => trouble.includes(origin)))).toEqual([]);
  hub.calm();
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
  await hub?.close();
});

const getting = (): Locator => lab.dialog.getByRole('region', { name: 'Get a model by name' });
const openModels = async (): Promise<void> => {
  await lab.button(/^Backend/).click();
  await lab.button('Models…').click();
  await getting().waitFor();
};
const lookUp = async (name: string): Promise<void> => {
  await getting()
    .getByLabel(/^Name on/)
    .fill(name);
  await getting().getByRole('button', { name: 'Look up' }).click();
};
/** Which share of the model has come, as the page says it. */
const shareOf = (where: Locator) => async (): Promise<number> => {
  const [, done, all] = /([\d.]+)(?:\s?kB)? of ([\d.]+)\s?kB/.exec(await where.innerText()) ?? [];
  return all === undefined ? -1 : Number(done) / Number(all);
};
/** Half of the weights and what comes before them are 0.54 of all; with half of the rest, 0.77. */
const [HALF, MORE] = [0.4, 0.65];
const begun = (): Locator => getting().getByRole('listitem', { name: `${NAME} fp32`, exact: true });

it('nothing is asked of a hub before somebody asks', () => {
  expect(hub.asked).toEqual([]);
});

it('its forms and sizes are shown before a byte is fetched', async () => {
  await openModels();
  await lookUp(NAME);
  await getting()
    .getByRole('radio', { name: /^fp32, [\d.]+\s?kB · suits this device$/ })
    .waitFor();
  expect(await getting().innerText()).toMatch(/fp32: .* (computes? here|shader-f16)/);
  expect(await getting().innerText()).toMatch(/Room for .*B here\. \d files/);
  expect(hub.asked.some(({ path }) => path.includes('/resolve/'))).toBe(false);
  await lab.dialog.getByRole('button', { name: 'Close' }).click();
});

describe('what cannot be had is told, and the world goes on', () => {
  it.each([
    ['tiny', /^“tiny” is no name of a model on the hub\. A name is ORG\/NAME/],
    ['tests/nobody', /has no model “tests\/nobody”, or does not show it to everybody/],
    ['tests/empty', /^“tests\/empty” has no ONNX graph, only weights that other programs read/],
  ])('%s', async (name, sentence) => {
    hub.put('tests/empty', [['model.safetensors', new Uint8Array(9)]]);
    await openModels();
    await lookUp(name);
    await expect.poll(() => lab.alert.allInnerTexts()).toEqual([expect.stringMatching(sentence)]);
    await lab.dialog.getByRole('button', { name: 'Understood' }).click();
    await lab.dialog.getByRole('button', { name: 'Close' }).click();
    await lab.goOn(1);
  });
});

describe('while it is fetched', () => {
  it('it is told how far it is; stopped, it keeps what came', async () => {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    hub.before = async ({ from, path }) => {
      if (from === 'cdn' && path.includes(WEIGHTS)) await released;
    };
    await openModels();
    await lookUp(NAME);
    await getting()
      .getByRole('button', { name: /^Get [\d.]+\s?kB$/ })
      .click();
    await lab.dialog.getByText(/^Fetching “tests\/tiny”: \d+ of \d+ kB/).waitFor();
    await lab.dialog.getByRole('button', { name: 'Stop' }).click();
    await begun().waitFor();
    release();
    expect(await begun().innerText()).toMatch(/fp32 · [\d.]+\s?k?B of \d+\s?kB are here/);
    expect(await lab.alert.count()).toBe(0);
  });

  it('a tab that is closed in the middle keeps what came', async () => {
    hub.breaksAfter = ({ from, path }, bytes) => (from === 'cdn' && path.includes(WEIGHTS) ? bytes >> 1 : null);
    hub.lingers = () => new Promise(() => undefined);
    await begun()
      .getByRole('button', { name: `Go on with ${NAME}` })
      .click();
    await expect.poll(shareOf(lab.dialog)).toBeGreaterThan(HALF);
    await lab.page.goto(address());
    await lab.reach(0);
    await openModels();
    expect(await shareOf(begun())()).toBeGreaterThan(HALF);
  });

  it('two tabs at once: one fetches, the other is told, and has what came when it takes over', async () => {
    const second = await LabPage.open(browser, address());
    await second.page.getByText(/^Another tab runs this world/).waitFor();
    await second.button(/^Backend/).click();
    await second.button('Models…').click();
    hub.breaksAfter = ({ from, path }) => (from === 'cdn' && path.includes(WEIGHTS) ? 0 : null);
    hub.lingers = () => new Promise(() => undefined);
    const goOn = (tab: LabPage) => tab.dialog.getByRole('button', { name: `Go on with ${NAME}` }).click();
    await Promise.all([goOn(lab), goOn(second)]);
    await expect
      .poll(() => second.alert.allInnerTexts())
      .toEqual([expect.stringMatching(/^The lab is running in another tab; this one only looks on\./)]);
    await lab.dialog.getByText(/^Fetching “tests\/tiny”/).waitFor();
    await expect.poll(() => hub.asked.filter(({ from }) => from === 'cdn')).toHaveLength(1);
    await lab.page.close();
    lab = second;
    await lab.dialog.getByRole('button', { name: 'Understood' }).click();
    await lab.dialog.getByRole('button', { name: 'Close' }).click();
    await lab.button('Take over').click();
    await lab.goOn(1);
    expect(hub.asked.filter(({ from }) => from === 'cdn')).toHaveLength(1);
    await openModels();
    expect(await shareOf(begun())()).toBeGreaterThan(HALF);
  });

  it('it goes on from there, over a line that breaks once more, asks for the rest only, and a run begins on it', async () => {
    let breaks = 1;
    hub.breaksAfter = ({ from, path }, bytes) =>
      from === 'cdn' && path.includes(WEIGHTS) && breaks-- > 0 ? bytes >> 1 : null;
    // The page has it in hand before the line breaks: what it has not taken up by then is lost to it.
    hub.lingers = () => expect.poll(shareOf(lab.dialog)).toBeGreaterThan(MORE);
    await begun()
      .getByRole('button', { name: `Go on with ${NAME}` })
      .click();
    await lab.dialog.getByText('“tiny” is kept in this browser').waitFor();
    const asked = hub.asked.filter(
      ({ from, path, method }) => from === 'cdn' && method === 'GET' && path.includes(WEIGHTS),
    );
    const starts = asked.map(({ headers }) => Number(/^bytes=(\d+)-$/.exec(headers.range!)![1]));
    expect(starts).toHaveLength(2);
    expect(starts[0]).toBeGreaterThan(0);
    expect(starts[1]).toBeGreaterThan(starts[0]!);
    expect(hub.asked.filter(({ method }) => method === 'OPTIONS')).toEqual([]); // no preflight is needed without a token
    await lab.dialog.getByRole('button', { name: 'New run on tiny' }).click();
    await lab.dialog.getByLabel('Parameters from').selectOption({ label: 'The run that is open' });
    await lab.dialog.getByRole('textbox', { name: 'Seed' }).fill('hub');
    await lab.dialog.getByRole('button', { name: 'Start run' }).click();
    await lab.dialog.waitFor({ state: 'detached' });
    await expect.poll(async () => (await lab.backend()).label).toMatch(/^Backend: tiny · WebAssembly/);
  });
});

it('a second tab only looks on', async () => {
  const second = await LabPage.open(browser, address());
  await second.page.getByText(/^Another tab runs this world/).waitFor();
  await second.button(/^Backend/).click();
  await second.button('Models…').click();
  const section = second.dialog.getByRole('region', { name: 'Get a model by name' });
  await section.getByLabel(/^Name on/).fill(NAME);
  await section.getByRole('button', { name: 'Look up' }).click();
  await expect
    .poll(() => second.alert.allInnerTexts())
    .toEqual([expect.stringMatching(/^The lab is running in another tab; this one only looks on\./)]);
  expect(hub.asked).toEqual([]);
  await second.page.close();
});

it('a token opens what is not for everybody, and only for the page that has it', async () => {
  const secret = 'hf_secret_of_the_test';
  const { files } = hub.repositories.get(NAME)!;
  hub.put('tests/gated', files, { token: secret });
  await openModels();
  await getting().getByLabel('Token, if it needs one').fill(secret);
  await lookUp('tests/gated');
  await getting().getByRole('radio', { name: /^fp32/ }).waitFor();
  await getting().getByRole('button', { name: /^Get/ }).click();
  await lab.dialog.getByText('“tiny” is kept in this browser').waitFor(); // it is here by another name
  for (const { from, headers } of hub.asked) if (from === 'cdn') expect(headers.authorization).toBeUndefined();
  const kept = await lab.page.evaluate(() =>
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href]),
  );
  expect(kept).not.toContain(secret);
  await lab.page.goto(address());
  await lab.reach(0);
  await openModels();
  expect(await getting().getByLabel('Token, if it needs one').inputValue()).toBe('');
});
