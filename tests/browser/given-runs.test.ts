/** Runs that are given to the page, in a real browser: the directory of a run, dropped and chosen, and runs at an address. */
import { once } from 'node:events';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, startSite, type LabBrowser, type Site } from './harness.ts';
import { LabPage, SMALL_WORLD, stateHashes } from './lab-page.ts';

let root: string;
let site: Site;
let browser: LabBrowser;
let lab: LabPage;
let lived: string[];
let file: Uint8Array;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'evolora-given-'));
  [site, browser] = await Promise.all([startSite({ folders: { 'runs/': root } }), openBrowser()]);
  lab = await LabPage.open(browser, `${site.url}?${SMALL_WORLD}`);
  await lab.reach(3);
  await lab.pause();
  lived = stateHashes(await lab.newestKept());
  file = (await lab.exportFile()).bytes;
  await directoryOf(file, join(root, 'one'));
  await directoryOf(file, join(root, 'torn'), { lacking: 300 });
  // Space enough that its first page fills a piece of those in which runs are kept while they come.
  await directoryOf(file, join(root, 'wide'), { before: ' '.repeat(2 ** 23) });
});
afterEach(() => expect(lab.troubles).toEqual([]));
afterAll(async () => {
  await browser?.close();
  await site?.close();
  await rm(root, { recursive: true, force: true });
});

interface Change {
  /** What comes before its journal, and counts. */
  before?: string;
  /** What is cut off its journal's end, though it counts. */
  lacking?: number;
}

/** The directory that the command line would keep of an exported run. */
async function directoryOf(file: Uint8Array, path: string, { before = '', lacking = 0 }: Change = {}): Promise<void> {
  const { 'manifest.json': manifest, 'world.json': world, 'journal.ndjson': lines, ...blobs } = unzipSync(file);
  const journal = Buffer.concat([Buffer.from(before), lines!]);
  const { run, host } = JSON.parse(strFromU8(manifest!)) as { run: object; host: { name: string } };
  const head = {
    run: { id: 'a', ...run, savedAt: 1, hostName: host.name },
    journalBytes: journal.length,
    world: JSON.parse(strFromU8(world!)) as unknown,
  };
  await mkdir(join(path, 'blobs'), { recursive: true });
  await writeFile(join(path, 'world.json'), JSON.stringify(head));
  await writeFile(join(path, 'journal.ndjson'), journal.subarray(0, journal.length - lacking));
  for (const [name, bytes] of Object.entries(blobs)) await writeFile(join(path, 'blobs', basename(name)), bytes);
}

it('is opened when it is dropped anywhere, and goes on', async () => {
  await lab.drop(lab.page.getByRole('region', { name: 'Charts' }), join(root, 'one'));
  await expect.poll(async () => (await lab.kept()).length).toBe(2);
  await lab.dialog.waitFor({ state: 'detached' });
  await lab.reach(lived.length - 1);
  expect(stateHashes(await lab.newestKept())).toEqual(lived);
  await lab.step();
  await lab.settled();
  expect(stateHashes(await lab.newestKept()).slice(0, lived.length)).toEqual(lived);
});

it('is opened when it is chosen', async () => {
  await lab.button('Import').click();
  await lab.dialog.getByLabel('Folder to import').setInputFiles(join(root, 'one'));
  await lab.dialog.waitFor({ state: 'detached' });
  expect((await lab.kept()).map((run) => stateHashes(run).slice(0, lived.length))).toEqual([lived, lived, lived]);
});

it('is told where it is none, or not whole, and nothing of it is kept', async () => {
  await lab.drop(lab.page.getByRole('region', { name: 'Charts' }), join(root, 'torn'));
  await expect
    .poll(() => lab.alert.allInnerTexts())
    .toEqual([expect.stringMatching(/^The folder “torn” is damaged: its part “journal\.ndjson” has \d+ bytes of \d+/)]);
  await lab.dialog.getByRole('button', { name: 'Understood' }).click();
  await lab.dialog.getByLabel('Folder to import').setInputFiles(join(root, 'one', 'blobs'));
  await expect
    .poll(() => lab.alert.allInnerTexts())
    .toEqual([expect.stringMatching(/^The folder “blobs” is not a run of Evolora Lab: it has no world\.json\./)]);
  await lab.dialog.getByRole('button', { name: 'Understood' }).click();
  await lab.dialog.getByRole('button', { name: 'Close' }).click();
  expect(await lab.kept()).toHaveLength(3);
});

describe('at an address', () => {
  let other: LabBrowser;
  let there: LabPage;
  let elsewhere: Server;
  let origin: string;
  beforeAll(async () => {
    elsewhere = createServer(answer).listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    origin = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
    other = await openBrowser();
    there = await LabPage.open(other, `${site.url}?backend=wasm&run=${origin}/stuck/`);
  });
  afterAll(async () => {
    await other?.close();
    elsewhere?.closeAllConnections();
    elsewhere?.close();
  });

  /** Another server: it lets any page read what it has, as places where people publish do, but for its secret. */
  const answer: RequestListener = ({ url = '' }, response) => {
    if (url !== '/secret.evolora') response.setHeader('access-control-allow-origin', '*');
    if (url === '/one.evolora' || url === '/secret.evolora') response.end(file);
    else if (url.startsWith('/stuck/')) void giveStuck(url.slice('/stuck/'.length), response);
    else if (url === '/half.evolora') {
      response.writeHead(200, { 'content-length': file.length });
      response.write(file.subarray(0, file.length / 2), () => response.destroy());
    } else response.writeHead(404).end();
  };

  /** The directory of a run whose weights never come. */
  async function giveStuck(path: string, response: ServerResponse): Promise<void> {
    if (!path.startsWith('blobs/')) response.end(await readFile(join(root, 'wide', path)));
  }

  /** The page's address once it has done what it asked for. */
  const done = () => expect.poll(() => there.page.url()).toBe(`${site.url}?backend=wasm`);

  it('is not there by half where the page ends while it comes', async () => {
    await there.reach(0);
    await expect.poll(() => there.page.evaluate(ownersOfPages), { timeout: 20_000 }).toHaveLength(2);
    expect(await there.kept()).toHaveLength(1);
    await there.page.goto(`${site.url}?backend=wasm`);
    await there.reach(0);
    expect(await there.page.evaluate(ownersOfPages)).toEqual((await there.kept()).map(({ id }) => id));
  });

  it('is opened from a directory beside the page', async () => {
    await there.page.goto(`${site.url}?backend=wasm&run=runs/one/`);
    await done();
    await there.reach(lived.length - 1);
    expect(await there.kept()).toHaveLength(2);
    expect(stateHashes(await there.newestKept())).toEqual(lived);
  });

  it('is opened from a file elsewhere, and the same run not a second time', async () => {
    await there.page.goto(`${site.url}?backend=wasm&run=${origin}/one.evolora`);
    await done();
    expect(await there.kept()).toHaveLength(2);
  });

  it.each([
    ['nothing', /answers 404\./],
    ['secret.evolora', /lets no other page read it/],
    ['half.evolora', /broke off after/],
  ])('is told in a sentence where there is only %s, and the page is as it was', async (path, sentence) => {
    const before = await there.newestKept();
    await there.page.goto(`${site.url}?backend=wasm&run=${origin}/${path}`);
    await expect.poll(() => there.alert.allInnerTexts()).toEqual([expect.stringMatching(sentence)]);
    expect(await there.alert.innerText()).toContain(`The run at “${origin.slice(7)}/${path}” `);
    await there.reach(lived.length - 1);
    expect(await there.newestKept()).toEqual(before);
    expect(await there.kept()).toHaveLength(2);
  });

  it('disturbs the page in nothing else', () => {
    expect(there.troubles.filter((trouble) => !trouble.includes(origin))).toEqual([]);
  });
});

/** Runs in the page: of which runs IndexedDB holds pages, whether they are runs or not. */
async function ownersOfPages(): Promise<string[]> {
  const done = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error as DOMException);
    });
  const database = await done(indexedDB.open('evolora-lab'));
  const keys = (await done(database.transaction('records').objectStore('records').getAllKeys())) as [string, number][];
  database.close();
  return [...new Set(keys.map(([id]) => id))];
}
