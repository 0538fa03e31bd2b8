/** Runs at an address, from a server that answers as servers do: well, not at all, with something else, and half. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exportRun } from '../../src/record/file/evolora-file.ts';
import { realRun } from '../support/real-runs.ts';
import { folderOf, type Files } from '../support/run-folder.ts';
import type { IntakeStore } from '../../src/record/store/intake.ts';
import { FailingStore, FULL, OPEN, testLab } from './test-lab.ts';

let server: Server;
let origin: string;
let file: Uint8Array;
let folder: Files;
beforeAll(async () => {
  const run = await realRun();
  file = exportRun(run);
  folder = await folderOf(run);
  server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const answer: RequestListener = ({ url = '' }, response) => {
  const inFolder = folder.get(url.replace('/one/', ''));
  if (url === '/one.evolora') response.end(file);
  else if (url.startsWith('/one/') && inFolder) response.end(inFolder);
  else if (url === '/login') response.setHeader('content-type', 'text/html; charset=utf-8').end('<form>');
  else if (url === '/text') response.end('no run at all');
  else if (url === '/moved') response.writeHead(302, { location: '/one.evolora' }).end();
  else if (url === '/half') {
    response.writeHead(200, { 'content-length': file.length });
    response.write(file.subarray(0, file.length / 2), () => response.destroy());
  } else if (url === '/slow') response.write(file.subarray(0, 100));
  else response.writeHead(404).end();
};

async function openLab(store?: IntakeStore) {
  const opened = testLab(store ? { store } : {});
  await opened.lab.open({ ...OPEN, seed: '77' });
  const fetchRun = (path: string) => opened.lab.importRun({ name: path, address: `${origin}/${path}` });
  return { ...opened, fetchRun };
}

it('opens a file and a directory as the same run, and the same run only once', async () => {
  const { lab, status, fetchRun } = await openLab();
  expect(await fetchRun('one.evolora')).toBe(true);
  expect(status()).toMatchObject({ phase: 'paused', savedGeneration: 6, activity: null });
  const { runId } = status();
  await lab.step();
  for (const path of ['one/', 'one.evolora']) expect(await fetchRun(path)).toBe(true);
  expect(status()).toMatchObject({ runId, savedGeneration: 7 });
  expect(await lab.runs()).toHaveLength(2);
  const other = await openLab();
  expect(await other.fetchRun('one/')).toBe(true);
  expect(other.status()).toMatchObject({ savedGeneration: 6 });
});

it.each([
  ['nothing', /“nothing” cannot be fetched: its server answers 404\./],
  ['nothing/', /cannot be fetched: for “world\.json” its server answers 404\./],
  ['login', /sends a web page in its place/],
  ['text', /is not a run of Evolora Lab/],
  ['half', /it broke off after/],
])('tells of %s in a sentence, and nothing is imported', async (path, sentence) => {
  const { lab, fetchRun, status } = await openLab();
  const before = status().runId;
  await expect(fetchRun(path)).rejects.toMatchObject({
    code: path === 'text' ? 'import-foreign' : 'import-unreachable',
    sentence: expect.stringMatching(sentence) as string,
  });
  expect(await lab.runs()).toHaveLength(1);
  expect(status().runId).toBe(before);
});

it('is told of a store that is full, and nothing is imported', async () => {
  const store = new FailingStore();
  const { lab, fetchRun, status } = await openLab(store);
  await lab.step();
  const before = status();
  store.broken = FULL;
  await expect(fetchRun('one.evolora')).rejects.toMatchObject({
    code: 'import-no-room',
    sentence: 'The run at “one.evolora” holds more than the browser’s storage has room for.',
  });
  expect(status()).toMatchObject({ runId: before.runId, savedGeneration: before.savedGeneration, activity: null });
  expect(await lab.runs()).toHaveLength(1);
  store.broken = null;
  expect(await fetchRun('one.evolora')).toBe(true);
  expect(await lab.runs()).toHaveLength(2);
});

it('follows no redirect', async () => {
  const { fetchRun } = await openLab();
  await expect(fetchRun('moved')).rejects.toMatchObject({ code: 'import-unreachable' });
});

it('is stopped in the middle', async () => {
  const { lab, fetchRun, status } = await openLab();
  const fetching = fetchRun('slow');
  await new Promise((passed) => setTimeout(passed, 50));
  await lab.stopImport();
  expect(await fetching).toBe(false);
  expect(status().activity).toBeNull();
  expect(await lab.runs()).toHaveLength(1);
});
