/** The bench against a lab that runs the real engine: views in order, without gaps, live and past, whatever arrives when. */
import { describe, expect, it } from 'vitest';
import { LabError } from '../../src/core/errors.ts';
import { foldRecord } from '../../src/record/fold/fold.ts';
import type { View } from '../../src/record/fold/view.ts';
import { Bench } from '../../src/ui/state/store.ts';
import { scriptedLab, type ScriptedLab } from './scripted-lab.ts';

async function openBench(lived = 0): Promise<{ bench: Bench; lab: ScriptedLab }> {
  const bench = new Bench((listener) => scriptedLab(listener, { lived }));
  const lab = bench.lab as ScriptedLab;
  expect(await bench.open({ autoplay: false, speed: 2, seed: 'bench' })).toBe(true);
  await settled(bench, (view) => view.generation === lived);
  return { bench, lab };
}

/** Waits until the shown view is as wanted. */
function settled(bench: Bench, isWanted: (view: View) => boolean): Promise<View> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the bench never came there')), 20_000);
    const look = () => {
      const { shown } = bench.store.getState();
      if (!shown || !isWanted(shown)) return;
      clearTimeout(timer);
      stop();
      resolve(shown);
    };
    const stop = bench.store.subscribe(look);
    look();
  });
}

async function foldAll(lab: ScriptedLab, to: number): Promise<View> {
  const records = await lab.records(0, to);
  return records.reduce<View | null>((view, record) => foldRecord(view, record), null)!;
}

describe('live', () => {
  it('reads a kept run in chunks and folds what follows', async () => {
    const { bench, lab } = await openBench(130);
    expect(lab.asked.filter((asked) => asked.startsWith('records'))).toEqual(['records 0..99', 'records 100..199']);
    await lab.step();
    const view = await settled(bench, ({ generation }) => generation === 131);
    expect(view).toEqual(await foldAll(lab, 131));
    expect(bench.store.getState().reading).toBeNull();
  });

  it('closes a gap from the journal, ignores what it knows and what is of another run', async () => {
    const { bench, lab } = await openBench(3);
    const say = lab.say;
    const lost: unknown[] = [];
    (lab as { say: ScriptedLab['say'] }).say = (message) =>
      message.kind === 'record' ? lost.push(message) : say(message);
    await lab.step();
    await lab.step();
    expect(bench.store.getState().live?.generation).toBe(3);
    const [, second] = lost as Parameters<typeof say>[0][];
    say({ ...(second as object), runId: 'another' } as Parameters<typeof say>[0]);
    expect(bench.store.getState().live?.generation).toBe(3);
    say(second!);
    const view = await settled(bench, ({ generation }) => generation === 5);
    expect(view).toEqual(await foldAll(lab, 5));
    say(lost[0] as Parameters<typeof say>[0]);
    expect(bench.store.getState().live).toBe(view);
  });

  it('takes a measurement that was asked for into the generation it belongs to', async () => {
    const { bench, lab } = await openBench(12);
    await bench.measure(16);
    expect(bench.store.getState().live?.measurements).toHaveLength(1);
    expect(bench.store.getState().live).toEqual(await foldAll(lab, 12));
    await bench.past.goTo(11);
    expect(bench.store.getState().shown?.measurements).toHaveLength(0);
  });

  it('forgets the old run when a new one lies on the bench', async () => {
    const { bench, lab } = await openBench(8);
    await bench.past.goTo(4);
    bench.selectOrganelle(1);
    await bench.newRun({ seed: 'other', config: {} });
    const view = await settled(bench, ({ run }) => run.seed === 'other');
    expect(view.generation).toBeGreaterThanOrEqual(8); // the scripted lab lives ahead
    expect(lab.asked.at(-1)).toBe('play');
    await lab.pause();
    expect(bench.store.getState()).toMatchObject({ past: null, selectedOrganelle: null, selectedCell: null });
  });

  it('keeps what it has read when the worker comes back with the same run', async () => {
    const { bench, lab } = await openBench(5);
    const { run, live } = bench.store.getState();
    lab.say({ kind: 'run', run: run! });
    expect(bench.store.getState().live).toBe(live);
    await lab.step();
    await settled(bench, ({ generation }) => generation === 6);
  });
});

describe('the past', () => {
  it('is the fold of a prefix, at any generation', async () => {
    const { bench, lab } = await openBench(47);
    for (const generation of [46, 0, 20, 21, 39, 40, 13]) {
      await bench.past.goTo(generation);
      expect(bench.store.getState().shown).toEqual(await foldAll(lab, generation));
      expect(bench.store.getState().past).toBe(generation);
    }
  });

  it('stays where it is while the world goes on, and comes back live', async () => {
    const { bench, lab } = await openBench(10);
    await bench.past.goTo(4);
    await lab.step();
    expect(bench.store.getState().shown?.generation).toBe(4);
    expect(bench.store.getState().live?.generation).toBe(11);
    bench.past.goLive();
    expect(bench.store.getState().shown).toBe(bench.store.getState().live);
  });

  it('shows the newest wish of a dragged slider', async () => {
    const { bench } = await openBench(60);
    await Promise.all([5, 17, 44, 31, 8].map((generation) => bench.past.goTo(generation)));
    await settled(bench, ({ generation }) => generation === 8);
  });

  it('goes live at the right end, and steps within the run', async () => {
    const { bench } = await openBench(6);
    await bench.past.goTo(6);
    expect(bench.store.getState().past).toBeNull();
    bench.back();
    await settled(bench, ({ generation }) => generation === 5);
    bench.step();
    await settled(bench, ({ generation }) => generation === 6);
    expect(bench.store.getState().past).toBeNull();
  });

  it('plays forward until it meets the present', async () => {
    const { bench, lab } = await openBench(6);
    await lab.setSpeed(Infinity);
    await bench.past.goTo(2);
    bench.togglePlay();
    await settled(bench, ({ generation }) => generation === 6);
    expect(bench.store.getState()).toMatchObject({ past: null, replaying: false });
    expect(lab.asked).not.toContain('play');
  });

  it('goes back to live with a sentence when the journal cannot be read', async () => {
    const { bench, lab } = await openBench(30);
    bench.journal.clear();
    (lab as { records: ScriptedLab['records'] }).records = async () => {
      throw new LabError('store-gone', 'The journal cannot be read.', 'Reload the page.');
    };
    await bench.past.goTo(13);
    expect(bench.store.getState()).toMatchObject({ past: null, problem: { code: 'store-gone' } });
  });
});

describe('commands', () => {
  it('turn every failure into a sentence', async () => {
    const { bench } = await openBench(1);
    expect(await bench.tweak('energy.ticket', -3)).toBe(false);
    expect(bench.store.getState().problem?.code).toBe('parameter-impossible');
    bench.dismissProblem();
    expect(bench.store.getState().problem).toBeNull();
  });

  it('show a pending tweak until it is in force', async () => {
    const { bench, lab } = await openBench(1);
    await bench.tweak('energy.ticket', 0.9);
    expect(bench.store.getState().status?.pending).toEqual({ 'energy.ticket': 0.9 });
    await lab.step();
    const view = await settled(bench, ({ generation }) => generation === 2);
    expect(view.config.energy.ticket).toBe(0.9);
    expect(bench.store.getState().status?.pending).toEqual({});
  });
});
