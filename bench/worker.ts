/**
 * Whether the lab's worker grows with its run: what it holds on to after many generations over what it held after few. A
 * run's past belongs in the store, so the ratio should be one.
 */
import type { BrowserContext } from 'playwright-core';
import { builds, ensureBuilt } from '../scripts/lib/build.mjs';
import { openBrowser, startSite } from '../tests/browser/harness.ts';
import { LabPage, SMALL_WORLD } from '../tests/browser/lab-page.ts';
import { openWorkerDevtools } from '../tests/browser/worker-devtools.ts';
import { median } from './median.ts';
import type { Benchmark } from './registry.ts';

const FEW = 50;
const MANY = 500;
/** Readings at each of the two, one generation apart: a generation's leftovers differ. */
const READINGS = 5;

export const worker: Benchmark = {
  keys: ['worker.heapRatio500to50', 'worker.heapMB500'],
  async run() {
    if (!(await ensureBuilt(builds.site, { quiet: true }))) throw new Error('the site could not be built');
    const site = await startSite();
    const browser = await openBrowser();
    try {
      await showWasmMemory(browser.context);
      const lab = await LabPage.open(browser, `${site.url}?${SMALL_WORLD}`);
      const few = await heapAt(lab, FEW);
      const many = await heapAt(lab, MANY);
      return [
        {
          key: 'worker.heapRatio500to50',
          what: 'the lab’s worker, JavaScript heap, buffers and wasm memory: after 500 generations over after 50',
          value: many / few,
          toReach: { atMost: 1.1 },
        },
        { key: 'worker.heapMB500', what: 'the same after 500 generations, MB', value: many / 1e6 },
      ];
    } finally {
      await browser.close();
      await site.close();
    }
  },
};

/** Bytes in use once garbage is gone, the world standing still at about this generation. */
async function heapAt(lab: LabPage, generation: number): Promise<number> {
  await lab.reach(generation, 900_000);
  await lab.pause();
  const devtools = await openWorkerDevtools(lab);
  const readings: number[] = [];
  for (let i = 0; i < READINGS; i++) {
    await lab.step();
    readings.push((await devtools.heapBytes()) + (await wasmBytes(lab)));
  }
  await devtools.close();
  await lab.play();
  return median(readings);
}

/** Shared wasm memory is not counted as the worker's heap, so its worker is given a list of what it makes. */
async function showWasmMemory(context: BrowserContext): Promise<void> {
  const prologue = `
    self.wasmMemories = [];
    WebAssembly.Memory = class extends WebAssembly.Memory {
      constructor(...args) { super(...args); self.wasmMemories.push(this); }
    };`;
  await context.route('**/lab.worker-*.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${prologue}\n${await response.text()}` });
  });
}

async function wasmBytes(lab: LabPage): Promise<number> {
  const bytes = await lab.worker().evaluate(() => {
    const { wasmMemories } = self as unknown as { wasmMemories: WebAssembly.Memory[] };
    return wasmMemories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
  });
  if (bytes === 0) throw new Error('the wasm memory of the model was not seen');
  return bytes;
}
