/** The steps before there is a world, against the very words the lab says while it opens (lab/present/standing.ts, host/session/host.ts and open-checked.ts). */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { LabStatus } from '../../src/lab/contract.ts';
import { INITIAL_STATUS } from '../../src/lab/status.ts';
import type { View } from '../../src/record/fold/view.ts';
import { loadingSteps } from '../../src/ui/world/loading-steps.ts';

const while_ = (text: string | null, more: Partial<LabStatus> = {}) =>
  loadingSteps({
    live: null,
    status: { ...INITIAL_STATUS, activity: text === null ? null : { text, progress: null }, ...more },
  });
const now = (steps: ReturnType<typeof loadingSteps>) => steps?.find(({ state }) => state === 'now')?.title;

it('every word the lab says while it opens is a step, in the order in which it comes', () => {
  const files = ['lab/present/standing.ts', 'host/session/host.ts', 'host/session/open-checked.ts'];
  const sources = files.map((path) => readFileSync(new URL(`../../src/${path}`, import.meta.url), 'utf8'));
  const words = /(?:status\.activity\(|onProgress\?\.\(|activity: \{ text: )'([^']+)'/g;
  const said = [...sources.join('').matchAll(words)].map(([, text]) => text!);
  expect(said.length).toBeGreaterThanOrEqual(5);
  const at = said.map((text) => while_(text)!.findIndex(({ state }) => state === 'now'));
  expect(at).toEqual([...at].sort((a, b) => a - b));
  for (const text of said) expect(while_(text)).toHaveLength(5);
});

it('what was done stays done, also when the model is there and the run is being read', () => {
  expect(while_('Preparing the graph')!.map(({ state }) => state)).toEqual(['done', 'done', 'now', 'next', 'next']);
  expect(now(while_(null, { backend: 'WebAssembly, 2 threads' }))).toBe('Waking the organelles');
  expect(now(loadingSteps({ live: null, status: null }))).toBe('Opening the store');
});

it('other words stand alone; a world, a failure and another tab need none', () => {
  expect(while_('Bringing the run back from its journal')).toEqual([
    { title: 'Bringing the run back from its journal', state: 'now' },
  ]);
  expect(while_(null, { phase: 'failed' })).toBeNull();
  expect(while_(null, { phase: 'viewing' })).toBeNull();
  expect(loadingSteps({ live: {} as View, status: null })).toBeNull();
});
