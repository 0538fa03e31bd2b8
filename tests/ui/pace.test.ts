/** A reload finds the world as it was left: going on, or standing still. The very first visit finds it going on. */
import { afterEach, expect, it, vi } from 'vitest';
import type { LabCommands, LabMessage, LabStatus } from '../../src/lab/contract.ts';
import { INITIAL_STATUS } from '../../src/lab/status.ts';
import { LabPage } from '../../src/ui/state/lab-page.ts';
import { wasPlaying } from '../../src/ui/state/preferences.ts';

afterEach(() => vi.unstubAllGlobals());

/** A lab that only says in which phase it is, and keeps how it was opened. */
function openPage() {
  let tell: (message: LabMessage) => void = () => {};
  const opened: boolean[] = [];
  const lab = { open: async ({ autoplay }: { autoplay: boolean }) => void opened.push(autoplay) };
  const page = new LabPage((listener) => {
    tell = listener;
    return lab as unknown as LabCommands;
  });
  const phase = (next: LabStatus['phase']) => tell({ kind: 'status', status: { ...INITIAL_STATUS, phase: next } });
  return { page, opened, phase };
}

/** A storage of its own for one test. */
function storage(): void {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  });
}

it('plays on the first visit, and after that as it was left', () => {
  storage();
  const { phase } = openPage();
  expect(wasPlaying()).toBe(true);
  for (const each of ['starting', 'playing', 'paused'] as const) phase(each);
  expect(wasPlaying()).toBe(false);
  phase('playing');
  expect(wasPlaying()).toBe(true);
});

it('a failure or a recovery is no wish of the person', () => {
  storage();
  const { phase } = openPage();
  for (const each of ['playing', 'recovering', 'failed'] as const) phase(each);
  expect(wasPlaying()).toBe(true);
});

it('trying again, or taking over, goes on as it was', async () => {
  storage();
  const { page, opened, phase } = openPage();
  phase('paused');
  await page.reopen();
  phase('playing');
  await page.reopen();
  expect(opened).toEqual([false, true]);
});

it('a browser that refuses storage gives a world that plays', () => {
  const refuse = () => {
    throw new DOMException('refused', 'SecurityError');
  };
  vi.stubGlobal('localStorage', { getItem: refuse, setItem: refuse });
  openPage().phase('paused');
  expect(wasPlaying()).toBe(true);
});
