/**
 * Exact again: on WebAssembly one seed gives one list of events, event for event and bit for bit, in a browser that has
 * never seen it, and also when the run moves to another browser as a file halfway.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBrowser, startSite, type Site } from './harness.ts';
import { LabPage, query, type KeptRecord } from './lab-page.ts';

const HALF = 10;
const WHOLE = 20;

/** Small, but with all chances of the default world: sampled answers, births, deaths, elites, measurements. */
const WORLD = query({
  seed: 'exact',
  preset: 'default',
  backend: 'wasm',
  'population.founders': 5,
  'population.capacity': 7,
  'population.episodes': 14,
  'population.maxAge': 8,
  'energy.costScale': 0.3,
  'attempts.temperature': 0.7,
  'attempts.topP': 0.9,
  'attempts.maxNewTokens': 8,
  'cells.opening': 'logic.bool/short,word.count/short',
  'cells.openEvery': 6,
  'heredity.birthEnergy': 9,
  'archive.minEpisodes': 3,
  'measure.every': 5,
  'measure.tasks': 8,
});

let site: Site;
beforeAll(async () => {
  site = await startSite();
});
afterAll(async () => site?.close());

/** Opens the page in a fresh profile, and closes everything afterwards. */
async function inFreshProfile<T>(address: string, work: (lab: LabPage) => Promise<T>): Promise<T> {
  const browser = await openBrowser();
  try {
    const lab = await LabPage.open(browser, `${site.url}?${address}`);
    const result = await work(lab);
    expect(lab.troubles).toEqual([]);
    return result;
  } finally {
    await browser.close();
  }
}

/** Everything that happened up to a generation, without what is true of one machine on one day. */
function eventsUpTo(records: readonly KeptRecord[], generation: number) {
  return records.slice(0, generation + 1).map(({ generation, events }) => ({ generation, events }));
}

it(`${WHOLE} generations straight are ${HALF}, a file, another browser, and ${WHOLE - HALF} more`, async () => {
  const straight = await inFreshProfile(WORLD, async (lab) => {
    await lab.reach(WHOLE);
    return eventsUpTo((await lab.newestKept()).records, WHOLE);
  });
  const half = await inFreshProfile(WORLD, async (lab) => {
    await lab.pause();
    while ((await lab.generation()) < HALF) await lab.step();
    expect(await lab.generation()).toBe(HALF);
    return { records: eventsUpTo((await lab.newestKept()).records, HALF), file: await lab.exportFile() };
  });
  const moved = await inFreshProfile(query({ seed: 'another', backend: 'wasm' }), async (lab) => {
    await lab.pause();
    await lab.importFile(half.file.name, half.file.bytes);
    await lab.page.getByText('World exact').waitFor();
    await lab.play();
    await lab.reach(WHOLE);
    return eventsUpTo((await lab.newestKept()).records, WHOLE);
  });

  const types = new Set(straight.flatMap(({ events }) => events.map(({ type }) => type)));
  expect([...types]).toEqual(
    expect.arrayContaining(['born', 'retired', 'episode', 'elite', 'cell-opened', 'measured']),
  );
  expect(straight.length).toBe(WHOLE + 1);
  expect(half.records).toEqual(straight.slice(0, HALF + 1));
  expect(moved).toEqual(straight);
});
