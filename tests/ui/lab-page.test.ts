/** The page's model against a lab that runs the real engine: views in order, without gaps, live and past, whatever arrives when. */
import { describe, expect, it } from 'vitest';
import { LabError } from '../../src/core/errors.ts';
import { foldRecord } from '../../src/record/fold/fold.ts';
import type { View } from '../../src/record/fold/view.ts';
import { LabPage } from '../../src/ui/state/lab-page.ts';
import { scriptedLab, type ScriptedLab } from './scripted-lab.ts';

async function openPage(lived = 0): Promise<{ page: LabPage; lab: ScriptedLab }> {
  const page = new LabPage((listener) => scriptedLab(listener, { lived }));
  const lab = page.lab as ScriptedLab;
  expect(await page.open({ autoplay: false, speed: 2, seed: 'page' })).toBe(true);
  await settled(page, (view) => view.generation === lived);
  return { page, lab };
}

/** Waits until the shown view is as wanted. */
function settled(page: LabPage, isWanted: (view: View) => boolean): Promise<View> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the page never came there')), 50_000);
    const look = () => {
      const { shown } = page.store.getState();
      if (!shown || !isWanted(shown)) return;
      clearTimeout(timer);
      stop();
      resolve(shown);
    };
    const stop = page.store.subscribe(look);
    look();
  });
}

async function foldAll(lab: ScriptedLab, to: number): Promise<View> {
  const records = await lab.records(0, to);
  return records.reduce<View | null>((view, record) => foldRecord(view, record), null)!;
}

describe('live', () => {
  it('reads a kept run in chunks and folds what follows', async () => {
    const { page, lab } = await openPage(130);
    expect(lab.asked.filter((asked) => asked.startsWith('records'))).toEqual(['records 0..99', 'records 100..199']);
    await lab.step();
    const view = await settled(page, ({ generation }) => generation === 131);
    expect(view).toEqual(await foldAll(lab, 131));
    expect(page.store.getState().reading).toBeNull();
  });

  it('closes a gap from the journal, ignores what it knows and what is of another run', async () => {
    const { page, lab } = await openPage(3);
    const say = lab.say;
    const lost: unknown[] = [];
    (lab as { say: ScriptedLab['say'] }).say = (message) =>
      message.kind === 'record' ? lost.push(message) : say(message);
    await lab.step();
    await lab.step();
    expect(page.store.getState().live?.generation).toBe(3);
    const [, second] = lost as Parameters<typeof say>[0][];
    say({ ...(second as object), runId: 'another' } as Parameters<typeof say>[0]);
    expect(page.store.getState().live?.generation).toBe(3);
    say(second!);
    const view = await settled(page, ({ generation }) => generation === 5);
    expect(view).toEqual(await foldAll(lab, 5));
    say(lost[0] as Parameters<typeof say>[0]);
    expect(page.store.getState().live).toBe(view);
  });

  it('takes a measurement that was asked for into the generation it belongs to', async () => {
    const { page, lab } = await openPage(12);
    await page.measure(16);
    expect(page.store.getState().live?.measurements).toHaveLength(1);
    expect(page.store.getState().live).toEqual(await foldAll(lab, 12));
    await page.past.goTo(11);
    expect(page.store.getState().shown?.measurements).toHaveLength(0);
  });

  it('forgets the old run when a new one is opened', async () => {
    const { page, lab } = await openPage(8);
    await page.past.goTo(4);
    page.selectOrganelle(1);
    await page.newRun({ seed: 'other', config: {} });
    const view = await settled(page, ({ run }) => run.seed === 'other');
    expect(view.generation).toBeGreaterThanOrEqual(8); // the scripted lab lives ahead
    expect(lab.asked.at(-1)).toBe('play');
    await lab.pause();
    expect(page.store.getState()).toMatchObject({ past: null, selectedOrganelle: null, selectedCell: null });
  });

  it('keeps what it has read when the worker comes back with the same run', async () => {
    const { page, lab } = await openPage(5);
    const { run, live } = page.store.getState();
    lab.say({ kind: 'run', run: run! });
    expect(page.store.getState().live).toBe(live);
    await lab.step();
    await settled(page, ({ generation }) => generation === 6);
  });
});

describe('the past', () => {
  it('is the fold of a prefix, at any generation', async () => {
    const { page, lab } = await openPage(47);
    for (const generation of [46, 0, 20, 21, 39, 40, 13]) {
      await page.past.goTo(generation);
      expect(page.store.getState().shown).toEqual(await foldAll(lab, generation));
      expect(page.store.getState().past).toBe(generation);
    }
  });

  it('stays where it is while the world goes on, and comes back live', async () => {
    const { page, lab } = await openPage(10);
    await page.past.goTo(4);
    await lab.step();
    expect(page.store.getState().shown?.generation).toBe(4);
    expect(page.store.getState().live?.generation).toBe(11);
    page.past.goLive();
    expect(page.store.getState().shown).toBe(page.store.getState().live);
  });

  it('shows the newest wish of a dragged slider', async () => {
    const { page } = await openPage(60);
    await Promise.all([5, 17, 44, 31, 8].map((generation) => page.past.goTo(generation)));
    await settled(page, ({ generation }) => generation === 8);
  });

  it('goes live at the right end, and steps within the run', async () => {
    const { page } = await openPage(6);
    await page.past.goTo(6);
    expect(page.store.getState().past).toBeNull();
    page.back();
    await settled(page, ({ generation }) => generation === 5);
    page.step();
    await settled(page, ({ generation }) => generation === 6);
    expect(page.store.getState().past).toBeNull();
  });

  it('plays forward until it meets the present', async () => {
    const { page, lab } = await openPage(6);
    await lab.setSpeed(Infinity);
    await page.past.goTo(2);
    page.togglePlay();
    await settled(page, ({ generation }) => generation === 6);
    expect(page.store.getState()).toMatchObject({ past: null, replaying: false });
    expect(lab.asked).not.toContain('play');
  });

  it('goes back to live with a sentence when the journal cannot be read', async () => {
    const { page, lab } = await openPage(30);
    page.journal.clear();
    (lab as { records: ScriptedLab['records'] }).records = async () => {
      throw new LabError('journal-damaged', 'The journal cannot be read.', 'Reload the page.');
    };
    await page.past.goTo(13);
    expect(page.store.getState()).toMatchObject({ past: null, problem: { code: 'journal-damaged' } });
  });
});

describe('commands', () => {
  it('turn every failure into a sentence', async () => {
    const { page } = await openPage(1);
    expect(await page.tweak('energy.ticket', -3)).toBe(false);
    expect(page.store.getState().problem?.code).toBe('parameter-impossible');
    page.dismissProblem();
    expect(page.store.getState().problem).toBeNull();
  });

  it('show a pending tweak until it is in force', async () => {
    const { page, lab } = await openPage(1);
    await page.tweak('energy.ticket', 0.9);
    expect(page.store.getState().status?.pending).toEqual({ 'energy.ticket': 0.9 });
    await lab.step();
    const view = await settled(page, ({ generation }) => generation === 2);
    expect(view.config.energy.ticket).toBe(0.9);
    expect(page.store.getState().status?.pending).toEqual({});
  });
});
