/**
 * A graphics device that is destroyed a hundred times under the whole page, on the software adapter: while the model is
 * opened and checked, in answers, while the training session is made and while it trains. At most the generation under way is
 * lived once more: in the end the past is, hash by hash, that of the same world on a device that nobody touched.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { random } from '../../src/base/random.ts';
import { openBrowser, startSite, type Site } from '../browser/harness.ts';
import { LabPage, query, stateHashes } from '../browser/lab-page.ts';
import { loseDevices, marksOf, type Moment } from '../browser/lost-devices.ts';

const LOSSES = Number(process.env['EVOLORA_LOSSES'] ?? 100);
const HOURS = 3_600_000;

/** Small, since the software adapter is slow; who lives in it learns from gold answers, so that it trains in every generation. */
const WORLD = query({
  seed: 'gpu',
  preset: 'default',
  backend: 'webgpu',
  'population.founders': 3,
  'population.capacity': 4,
  'population.episodes': 4,
  'energy.ticket': 0.05,
  'energy.costScale': 0.2,
  'attempts.maxNewTokens': 4,
  'cells.opening': 'logic.bool/short',
  'measure.every': 0,
  'learning.rule': 'supervised',
  'learning.learners': 1,
  'learning.youth': 0,
  'learning.threshold': 0,
  'learning.probes': 0,
  'learning.trials': 2,
});

let site: Site;
let profile: string;
beforeAll(async () => {
  site = await startSite();
  profile = await mkdtemp(join(tmpdir(), 'evolora-devices-'));
});
afterAll(async () => {
  await site?.close();
  await rm(profile, { recursive: true, force: true, maxRetries: 5 });
});

it(
  `nothing is lost with ${LOSSES} devices`,
  async () => {
    const moments = momentsIn(await callsOfWork());
    const { past, told } = await disturbed(moments);
    console.log(`${LOSSES} devices lost; ${past.length - 1} generations lived; ${told}`);
    expect(await undisturbed(past.length)).toEqual(past);
  },
  4 * HOURS,
);

interface Calls {
  /** of WebGPU until the run is there */
  opening: number;
  /** of the first generation, in which the training session is made, and of the second */
  generations: [number, number];
}

/** How much is asked of a device that nobody touches. */
async function callsOfWork(): Promise<Calls> {
  const browser = await openBrowser({ webgpu: true, profile });
  try {
    await loseDevices(browser, () => null);
    const lab = await LabPage.open(browser, `${site.url}?${WORLD}`);
    await lab.reach(2, HOURS);
    const marks = await marksOf(lab);
    const opening = marks.find(({ kind }) => kind === 'run')!.calls;
    const [first, second] = marks.filter(({ kind }) => kind === 'record').map(({ calls }) => calls);
    expect(second).toBeGreaterThan(first!);
    return { opening, generations: [first! - opening, second! - first!] };
  } finally {
    await browser.close();
  }
}

/** By turns after a generation that was lived in its worker, and before any: three in a row would give way to WebAssembly. */
function momentsIn({ opening, generations: [first, second] }: Calls): Moment[] {
  const draw = random('tests', 'devices');
  return Array.from({ length: LOSSES }, (_, i): Moment => {
    if (i % 2 === 0) return { after: 'record', calls: draw.integer(1, 2 * second) };
    if (i % 4 === 1) return { calls: draw.integer(1, opening) };
    return { after: 'run', calls: draw.integer(1, first) };
  });
}

async function disturbed(moments: readonly Moment[]): Promise<{ past: string[]; told: string }> {
  const browser = await openBrowser({ webgpu: true });
  try {
    const waiting = [...moments];
    const losing = await loseDevices(browser, () => waiting.shift() ?? null);
    const lab = await LabPage.open(browser, `${site.url}?${WORLD}`);
    while (losing.destroyed.length < moments.length) await lab.page.waitForTimeout(500);
    await lab.goOn(1, HOURS);
    const told = await lab.page.locator('[data-notice]').allInnerTexts();
    expect(told.length).toBe(1);
    expect(told[0]).toContain('started again');
    expect(losing.workers()).toBe(moments.length + 1);
    expect((await lab.backend()).label).toContain('WebGPU');
    const runs = await lab.kept();
    expect(runs.length).toBe(1);
    return { past: stateHashes(runs[0]!), told: told[0]! };
  } finally {
    await browser.close();
  }
}

/** The first states of the same world on a device that lives. */
async function undisturbed(generations: number): Promise<string[]> {
  const browser = await openBrowser({ webgpu: true, profile });
  try {
    const lab = await LabPage.open(browser, `${site.url}?${WORLD}`);
    await lab.reach(generations, 2 * HOURS);
    return stateHashes(await lab.newestKept()).slice(0, generations);
  } finally {
    await browser.close();
  }
}
