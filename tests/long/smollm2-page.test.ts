/**
 * The page on a real language model: SmolLM2-135M is dropped on it, kept, and a colony of eight lives on it on WebAssembly,
 * learns, is reloaded and goes on. Nothing is faked: the journal is read from the browser's own database.
 */
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { inRepository } from '../../scripts/lib/paths.mjs';
import { openBrowser, startSite, type LabBrowser, type Site } from '../browser/harness.ts';
import { LabPage, query, SMALL_WORLD, stateHashes, type KeptRun } from '../browser/lab-page.ts';
import { GRAPH, smollm2Folder } from './smollm2.ts';

const LIVED = 5;
/** Generations are waited for so long, ms. */
const PATIENCE = 1_500_000;

let parent: string;
let folder: string;
let site: Site;
let browser: LabBrowser;
let lab: LabPage;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'evolora-smollm2-'));
  folder = join(parent, 'smollm2');
  await mkdir(join(folder, dirname(GRAPH)), { recursive: true });
  for (const file of ['config.json', 'generation_config.json', 'tokenizer.json', 'tokenizer_config.json'])
    await cp(join(smollm2Folder(), file), join(folder, file));
  for (const file of [GRAPH, `${GRAPH}_data`]) await cp(join(smollm2Folder(), file), join(folder, file));
  [site, browser] = await Promise.all([startSite(), openBrowser()]);
  lab = await LabPage.open(browser, `${site.url}?${SMALL_WORLD}`);
  await lab.reach(1);
});
afterEach(() => expect(lab.troubles).toEqual([]));
afterAll(async () => {
  await browser?.close();
  await site?.close();
  await rm(parent, { recursive: true, force: true, maxRetries: 5 });
});

it('is dropped on the page and kept', async () => {
  await lab.drop(lab.page.getByRole('region', { name: 'Charts' }), folder);
  await lab.dialog.getByText('“smollm2” is kept in this browser').waitFor({ timeout: 120_000 });
  const item = await lab.dialog.getByRole('listitem', { name: 'smollm2', exact: true }).innerText();
  console.log(item.replaceAll('\n', ' · '));
  expect(item).toMatch(/16\d\s?MB · llama · 30 layers/);
});

it(
  `a colony of eight lives ${LIVED} generations on it, and learns`,
  async () => {
    const began = performance.now();
    await lab.page.goto(`${site.url}?${await proposedWorld()}`);
    await lab.reach(LIVED, PATIENCE);
    expect((await lab.backend()).label).toMatch(/^Backend: smollm2 · WebAssembly/);
    await lab.button('Pause').click();
    await standing();
    console.log(`${Math.round((performance.now() - began) / 1000 / LIVED)} s a generation, loading included`);
    const run = await lab.newestKept();
    const events = run.records.flatMap(({ events: each }) => each);
    const count = (type: string) => events.filter((event) => event.type === type).length;
    expect(run.records[0]!.events[0]).toMatchObject({
      type: 'run-started',
      host: { name: 'smollm2', modelType: 'llama' },
    });
    expect(stateHashes(run).length).toBeGreaterThan(LIVED);
    expect(solvedOf(run)).toBeGreaterThan(0);
    expect(count('learned')).toBeGreaterThan(0);
    expect(count('learning-refused')).toBe(0);
    console.log(`${solvedOf(run)} of ${count('episode')} attempts solved, ${count('learned')} updates`);
  },
  2 * PATIENCE,
);

it(
  'is there after a reload with the same past, and goes on',
  async () => {
    const past = stateHashes(await lab.newestKept());
    await lab.page.goto(site.url);
    await lab.reach(past.length - 1, PATIENCE);
    await standing();
    await lab.button('Step').click();
    await lab.reach(past.length, PATIENCE);
    await lab.settled();
    const resumed = stateHashes(await lab.newestKept());
    expect(resumed.slice(0, past.length)).toEqual(past);
    expect(resumed.length).toBeGreaterThan(past.length);
  },
  PATIENCE,
);

/** Waits until no generation is under way; one takes longer here than a page's own patience. */
async function standing(): Promise<void> {
  await lab.page.getByRole('button', { name: 'Step', exact: true, disabled: false }).waitFor({ timeout: PATIENCE });
}

/** The world that the calibration proposed for this host, as an address. */
async function proposedWorld(): Promise<string> {
  const { base, config } = parse(await readFile(inRepository('docs', 'smollm2', 'world.yaml'), 'utf8')) as {
    base: string;
    config: Record<string, Record<string, string | number | readonly (string | number)[]>>;
  };
  const parameters = Object.entries(config).flatMap(([group, values]) =>
    Object.entries(values).map(([name, value]) => [`${group}.${name}`, String(value)] as const),
  );
  return query({ host: 'smollm2', seed: 'colony', preset: base, backend: 'wasm', ...Object.fromEntries(parameters) });
}

function solvedOf({ records }: KeptRun): number {
  return records.flatMap(({ events }) => events).filter(({ type, solved }) => type === 'episode' && solved === true)
    .length;
}
