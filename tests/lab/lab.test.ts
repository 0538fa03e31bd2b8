import { describe, expect, it } from 'vitest';
import { LabError } from '../../src/core/errors.ts';
import type { GenerationRecord } from '../../src/ecology/events/events.ts';
import { HostError } from '../../src/host/index.ts';
import { foldRecord } from '../../src/record/fold/fold.ts';
import { MemoryStore } from '../../src/record/store/store-memory.ts';
import type { View } from '../../src/record/fold/view.ts';
import { importRun } from '../support/import-run.ts';
import { realRun, SMALL } from '../support/real-runs.ts';
import { FailingStore, FULL, OPEN, TabChannels, TabLocks, testLab } from './test-lab.ts';
import { tinyHost } from '../support/tiny-host.ts';

const eventsOf = (records: readonly GenerationRecord[]) =>
  records.map(({ generation, events }) => ({ generation, events }));
const foldAll = (records: readonly GenerationRecord[]) => records.reduce<View | null>(foldRecord, null)!;

describe('Lab', () => {
  it('begins a first run, says so, and waits', async () => {
    const { lab, messages, status } = testLab();
    await lab.open(OPEN);
    expect(status()).toMatchObject({ phase: 'paused', hostName: 'tiny-a', savedGeneration: 0, storageProblem: null });
    expect(messages.find(({ kind }) => kind === 'run')).toMatchObject({ run: { seed: '5', generations: 0 } });
    expect((await lab.records(0, 9)).map(({ generation }) => generation)).toEqual([0]);
    expect(await lab.runs()).toMatchObject([{ seed: '5', hostName: 'tiny-a' }]);
  });

  it('refuses commands before it is open', async () => {
    await expect(testLab().lab.play()).rejects.toMatchObject({ code: 'not-open' });
  });

  it('steps one generation at a time, each saved and told', async () => {
    const { lab, status, records } = testLab();
    await lab.open(OPEN);
    await lab.step();
    await lab.step();
    expect(status()).toMatchObject({ phase: 'paused', savedGeneration: 2 });
    expect(status().episodesPerSecond).toBeGreaterThan(0);
    expect(records().map(({ record }) => record.generation)).toEqual([1, 2]);
    expect(eventsOf(await lab.records(1, 2))).toEqual(eventsOf(records().map(({ record }) => record)));
  });

  it('plays by itself, pauses, and goes on where it stopped after a new start', async () => {
    const store = new MemoryStore();
    const first = testLab({ store });
    await first.lab.open({ ...OPEN, autoplay: true });
    await first.until(({ savedGeneration }) => savedGeneration! >= 3);
    await first.lab.pause();
    await first.lab.step();
    const reached = first.status().savedGeneration!;
    const second = testLab({ store });
    await second.lab.open(OPEN);
    expect(second.status()).toMatchObject({ phase: 'paused', savedGeneration: reached, runId: first.status().runId });
    await second.lab.step();
    const straight = await realRun({ seed: '5', name: 'World 5', generations: 0 });
    for (let i = 0; i <= reached; i++) straight.outcomes.push(await straight.engine.generation());
    const told = (await second.lab.records(1, 99)).map(({ events }) => events);
    expect(told).toEqual(straight.outcomes.slice(1).map(({ record }) => record.events));
  });

  it('keeps to its speed', async () => {
    const { lab, until, records } = testLab({ now: () => performance.now() });
    await lab.open({ ...OPEN, autoplay: true, speed: 4 });
    const startedMs = performance.now();
    await until(({ savedGeneration }) => savedGeneration === 3);
    expect(performance.now() - startedMs).toBeGreaterThan(400);
    await lab.setSpeed(Infinity);
    await until(({ savedGeneration }) => savedGeneration! >= 10);
    await lab.pause();
    expect(records().length).toBeGreaterThanOrEqual(10);
    await expect(lab.setSpeed(0)).rejects.toMatchObject({ code: 'parameter-impossible' });
    await expect(lab.setSpeed(NaN)).rejects.toMatchObject({ code: 'parameter-impossible' });
  });

  it('checks a tweak at once and applies it with the next generation', async () => {
    const { lab, status, records } = testLab();
    await lab.open(OPEN);
    await lab.tweak('energy.ticket', 0.5);
    expect(status().pending).toEqual({ 'energy.ticket': 0.5 });
    await lab.tweak('prices.tau', 0.6);
    await lab.tweak('prices.tau', 0.5);
    expect(status().pending).toEqual({ 'energy.ticket': 0.5 });
    await expect(lab.tweak('energy.ticket', -3)).rejects.toMatchObject({ code: 'parameter-impossible' });
    await expect(lab.tweak('prices.min', 99)).rejects.toMatchObject({ code: 'parameter-impossible' });
    await expect(lab.tweak('heredity.rank', 8)).rejects.toMatchObject({ code: 'parameter-fixed' });
    await expect(lab.tweak('energy.nothing', 1)).rejects.toMatchObject({ code: 'parameter-unknown' });
    await lab.step();
    expect(status().pending).toEqual({});
    expect(records()[0]!.record.events[0]).toEqual({ type: 'tweaked', path: 'energy.ticket', from: 0.3, to: 0.5 });
  });

  it('begins, opens, renames and deletes runs', async () => {
    const { lab, status, messages } = testLab();
    await lab.open(OPEN);
    const first = status().runId!;
    await lab.step();
    await lab.newRun({ name: 'Second', seed: '6', config: SMALL });
    const second = status().runId!;
    expect(status()).toMatchObject({ phase: 'paused', savedGeneration: 0 });
    expect((await lab.runs()).map(({ id }) => id)).toEqual([second, first]);
    await expect(lab.newRun({ seed: '6', config: { prices: { tau: 3 } } })).rejects.toMatchObject({
      code: 'parameter-impossible',
      sentence: expect.stringContaining('Target success'),
    });
    await lab.openRun(first);
    expect(status()).toMatchObject({ runId: first, savedGeneration: 1 });
    await lab.step();
    await lab.renameRun(first, 'The first');
    expect(messages.findLast(({ kind }) => kind === 'run')).toMatchObject({
      run: { name: 'The first', generations: 2 },
    });
    await lab.deleteRun(first);
    expect(status().runId).toBe(second);
    await lab.deleteRun(second);
    expect((await lab.runs()).map(({ seed }) => seed)).toEqual(['9']);
    expect(status().phase).toBe('paused');
    await expect(lab.openRun(first)).rejects.toThrow();
    await lab.step();
  });

  it('measures on request, as an event of the present generation that changes nothing', async () => {
    const { lab, messages, status } = testLab();
    await lab.open(OPEN);
    await lab.step();
    const measured = await lab.evaluate(12);
    expect(measured).toMatchObject({ type: 'measured', trigger: 'asked' });
    expect(messages.find(({ kind }) => kind === 'amended')).toMatchObject({ generation: 1, events: [measured] });
    expect((await lab.records(1, 1))[0]!.events.at(-1)).toEqual(measured);
    expect(status().activity).toBeNull();
    const before = foldAll(await lab.records(0, 1)).stateHash;
    await lab.step();
    expect(foldAll(await lab.records(0, 2)).stateHash).not.toBe(before);
    for (const tasks of [0, 513, 1.5]) {
      await expect(lab.evaluate(tasks)).rejects.toMatchObject({ code: 'parameter-impossible' });
    }
  });

  it('streams texts while they grow', async () => {
    const { lab, messages } = testLab({
      now: (() => {
        let ms = 0;
        return () => {
          ms += 100;
          return ms;
        };
      })(),
    });
    await lab.open(OPEN);
    await lab.step();
    expect(messages.find(({ kind }) => kind === 'streaming')).toMatchObject({ texts: [{ organelle: 1 }] });
  });

  it('pauses and says why when the world died out', async () => {
    const config = { ...SMALL, energy: { ticket: 20, founderEnergy: 0 }, population: { founders: 2, grace: 1 } };
    const { lab, until } = testLab();
    await lab.open({ ...OPEN, config, autoplay: true });
    const status = await until(({ phase, savedGeneration }) => phase === 'paused' && savedGeneration! > 0);
    expect(status.notes.join()).toContain('died out');
    await expect(lab.play()).rejects.toMatchObject({ code: 'world-extinct' });
    await expect(lab.step()).rejects.toMatchObject({ code: 'world-extinct' });
  });
});

describe('Lab, exporting and importing', () => {
  it('goes on from an imported run exactly as from the run itself', async () => {
    const here = testLab();
    await here.lab.open(OPEN);
    for (let i = 0; i < 4; i++) await here.lab.step();
    const { fileName, bytes } = await here.lab.exportRun();
    expect(fileName).toBe('World-5-4.evolora');
    const there = testLab();
    await there.lab.open({ ...OPEN, seed: '77' });
    await there.lab.importRun(new File([bytes as Uint8Array<ArrayBuffer>], 'a.evolora'));
    expect(there.status()).toMatchObject({ phase: 'paused', savedGeneration: 4 });
    expect(await there.lab.runs()).toHaveLength(2);
    for (let i = 0; i < 3; i++) await Promise.all([here.lab.step(), there.lab.step()]);
    expect(eventsOf(await there.lab.records(0, 99))).toEqual(eventsOf(await here.lab.records(0, 99)));
    expect(await there.lab.records(0, 99)).toHaveLength(8);
  });

  it('leaves everything as it was when a file is no run', async () => {
    const { lab, status } = testLab();
    await lab.open(OPEN);
    const before = [await lab.runs(), status()];
    await expect(lab.importRun(new File(['no zip'], 'notes.txt'))).rejects.toMatchObject({ code: 'import-foreign' });
    expect([await lab.runs(), status()]).toEqual(before);
  });
});

describe('Lab, when the store fails it', () => {
  it('lives in memory when storage is refused, and says so', async () => {
    const refused = new LabError('storage-refused', 'Runs cannot be stored here.', 'Allow it.');
    const { lab, status } = testLab({ openStore: () => Promise.reject(refused) });
    await lab.open(OPEN);
    await lab.step();
    expect(status()).toMatchObject({
      phase: 'paused',
      savedGeneration: null,
      storageProblem: { code: 'storage-refused' },
    });
    const { bytes } = await lab.exportRun();
    expect((await importRun(bytes, tinyHost())).records).toHaveLength(2);
  });

  it('keeps unsaved generations in memory, exports them, and saves them when it can again', async () => {
    const store = new FailingStore();
    const { lab, status } = testLab({ store });
    await lab.open(OPEN);
    await lab.step();
    store.broken = FULL;
    await lab.step();
    const measured = await lab.evaluate(8);
    await lab.step();
    expect(status()).toMatchObject({ savedGeneration: 1, storageProblem: { code: 'storage-full' }, phase: 'paused' });
    expect((await lab.runs())[0]).toMatchObject({ generations: 3 });
    expect((await lab.records(0, 9)).map(({ generation }) => generation)).toEqual([0, 1, 2, 3]);
    const exported = await importRun((await lab.exportRun()).bytes, tinyHost());
    expect(exported.records[2]!.events.at(-1)).toEqual(measured);
    store.broken = null;
    await lab.step();
    expect(status()).toMatchObject({ savedGeneration: 4, storageProblem: null });
    const id = status().runId!;
    expect(await store.readRecords(id, 0, 9)).toHaveLength(5);
    expect((await store.readRecords(id, 2, 2))[0]!.events.at(-1)).toEqual(measured);
    const again = testLab({ store });
    await again.lab.open(OPEN);
    await again.lab.step();
    expect(again.status().savedGeneration).toBe(5);
  });

  it('begins a run that cannot be saved yet, and saves it whole later', async () => {
    const store = new FailingStore();
    store.broken = FULL;
    const { lab, status } = testLab({ store });
    await lab.open(OPEN);
    await lab.step();
    expect(status()).toMatchObject({ savedGeneration: null, storageProblem: { code: 'storage-full' } });
    expect(await lab.records(0, 9)).toHaveLength(2);
    store.broken = null;
    await lab.step();
    expect(status()).toMatchObject({ savedGeneration: 2, storageProblem: null });
    expect(await store.readRecords(status().runId!, 0, 9)).toHaveLength(3);
  });

  it('pauses rather than risk more than two hundred generations, and plays on when told to', async () => {
    const store = new FailingStore();
    const { lab, until, status } = testLab({ store });
    const config = {
      population: { founders: 2, capacity: 2, episodes: 2, maxAge: 0, grace: 20 },
      energy: { ticket: 0.01, founderEnergy: 60, costScale: 0.01 },
      prices: { base: 10, max: 20 },
      measure: { every: 0 },
    };
    await lab.open({ ...OPEN, config });
    store.broken = FULL;
    await lab.play();
    expect((await until(({ phase }) => phase === 'paused')).notes.join()).toContain('200 generations');
    expect(await lab.records(0, 999)).toHaveLength(201);
    store.broken = null;
    await lab.play();
    await until(({ savedGeneration }) => savedGeneration! >= 203);
    await lab.pause();
    await lab.step();
    const { runId, savedGeneration } = status();
    expect(await store.readRecords(runId!, 0, 999)).toHaveLength(savedGeneration! + 1);
  });
});

describe('Lab, when the device fails it', () => {
  it('builds the host again and does the generation once more, to the same result', async () => {
    let losses = 0;
    let opened = 0;
    const openHost = async () => {
      const fails = ++opened === 1;
      return tinyHost({
        beforeDecode() {
          if (fails && losses++ === 2) throw new HostError('device-lost', 'The device was lost.', 'Wait.');
        },
      });
    };
    const { lab, messages, status } = testLab({ openHost });
    await lab.open(OPEN);
    for (let i = 0; i < 3; i++) await lab.step();
    expect(opened).toBe(2);
    const phases = messages.flatMap((message) => (message.kind === 'status' ? [message.status.phase] : []));
    expect(phases).toContain('recovering');
    expect(status()).toMatchObject({ phase: 'paused', savedGeneration: 3, activity: null });
    const straight = await realRun({ seed: '5', name: 'World 5', generations: 0 });
    for (let i = 0; i < 3; i++) straight.outcomes.push(await straight.engine.generation());
    expect((await lab.records(1, 3)).map(({ events }) => events)).toEqual(
      straight.outcomes.slice(1).map(({ record }) => record.events),
    );
  });

  it('goes on with WebAssembly when the device is lost three times in a row, also while the model is built, and says so', async () => {
    const lost = () => new HostError('device-lost', 'The device was lost.', 'Wait.');
    const asked: (string | undefined)[] = [];
    const openHost = async ({ prefer }: { prefer?: string }) => {
      asked.push(prefer);
      if (asked.length === 3) throw lost();
      return tinyHost({
        beforeDecode() {
          if (prefer !== 'wasm') throw lost();
        },
      });
    };
    const { lab, status, messages } = testLab({ openHost });
    await lab.open({ ...OPEN, prefer: 'webgpu' });
    for (let i = 0; i < 3; i++) await lab.step();
    expect(asked).toEqual(['webgpu', 'webgpu', 'webgpu', 'wasm']);
    expect(status()).toMatchObject({ phase: 'paused', savedGeneration: 3, error: null });
    const notices = messages.flatMap((message) => (message.kind === 'notice' ? [message.notice] : []));
    expect(notices).toEqual(['device-lost', 'device-lost', 'device-gave-way']);
    expect(status().notes.join(' ')).toContain('lost three times in a row');
    const straight = await realRun({ seed: '5', name: 'World 5', generations: 0 });
    for (let i = 0; i < 3; i++) straight.outcomes.push(await straight.engine.generation());
    expect((await lab.records(1, 3)).map(({ events }) => events)).toEqual(
      straight.outcomes.slice(1).map(({ record }) => record.events),
    );
  });

  it('goes on with WebAssembly when the model cannot be built again on the device', async () => {
    const asked: (string | undefined)[] = [];
    const openHost = async ({ prefer }: { prefer?: string }) => {
      asked.push(prefer);
      if (asked.length === 2) throw new HostError('host-unreadable', 'The model could not be opened.', 'Reload.');
      return tinyHost({
        beforeDecode() {
          if (prefer !== 'wasm') throw new HostError('device-lost', 'The device was lost.', 'Wait.');
        },
      });
    };
    const { lab, status } = testLab({ openHost });
    await lab.open({ ...OPEN, prefer: 'webgpu' });
    await lab.step();
    expect(asked).toEqual(['webgpu', 'webgpu', 'wasm']);
    expect(status()).toMatchObject({ phase: 'paused', savedGeneration: 1, error: null });
  });

  it('gives up with one sentence when the device stays lost, and can try again', async () => {
    let lost = true;
    const host = tinyHost({
      beforeDecode() {
        if (lost) throw new HostError('device-lost', 'The device was lost.', 'Wait.');
      },
    });
    const { lab, status } = testLab({ host });
    await lab.open(OPEN);
    await lab.step();
    expect(status()).toMatchObject({ phase: 'failed', error: { code: 'device-lost' }, savedGeneration: 0 });
    await expect(lab.evaluate(8)).rejects.toMatchObject({ code: 'device-lost' });
    lost = false;
    await lab.open(OPEN);
    await lab.step();
    expect(status()).toMatchObject({ phase: 'paused', error: null, savedGeneration: 1 });
  });

  it('fails to open in one sentence, and can be opened again', async () => {
    let missing = true;
    const { lab, status } = testLab({
      openHost: async () => {
        if (missing) throw new HostError('host-missing', 'A file of the model could not be loaded.', 'Reload.');
        return tinyHost();
      },
    });
    await expect(lab.open(OPEN)).rejects.toMatchObject({ code: 'host-missing' });
    expect(status()).toMatchObject({ phase: 'failed', error: { code: 'host-missing' } });
    missing = false;
    await lab.open(OPEN);
    await lab.step();
  });

  it('leaves a run of another host alone and says so', async () => {
    const store = new MemoryStore();
    const first = testLab({ store });
    await first.lab.open(OPEN);
    const second = testLab({ store, host: tinyHost({ letter: 'b' }) });
    await second.lab.open(OPEN);
    expect(second.status().notes.join()).toContain('could not be opened');
    expect(second.status().runId).not.toBe(first.status().runId);
    expect(await second.lab.runs()).toHaveLength(2);
    await expect(second.lab.openRun(first.status().runId!)).rejects.toMatchObject({ code: 'run-other-host' });
    await second.lab.step();
  });
});

describe('Lab, in two tabs', () => {
  it('has one owner; the other looks on and can take over when it is alone', async () => {
    const [store, locks, channels] = [new MemoryStore(), new TabLocks(), new TabChannels()];
    const [one, two] = [locks.tab(), locks.tab()];
    const owner = testLab({ store, locks: one.locks, channel: channels.tab() });
    await owner.lab.open(OPEN);
    await owner.lab.step();
    const viewer = testLab({ store, locks: two.locks, channel: channels.tab() });
    await viewer.lab.open({ ...OPEN, autoplay: true });
    expect(viewer.status()).toMatchObject({ phase: 'viewing', canTakeOver: false, hostName: 'tiny-a' });
    expect(await viewer.lab.records(0, 9)).toHaveLength(2);
    await owner.lab.step();
    expect(viewer.records()).toHaveLength(1);
    await viewer.until(({ savedGeneration }) => savedGeneration === 2);
    expect(await viewer.lab.records(0, 9)).toHaveLength(3);
    for (const command of [
      () => viewer.lab.play(),
      () => viewer.lab.step(),
      () => viewer.lab.tweak('energy.ticket', 1),
      () => viewer.lab.evaluate(8),
      () => viewer.lab.importRun(new File([], 'empty')),
      () => viewer.lab.newRun({ seed: '1', config: {} }),
      () => viewer.lab.deleteRun('x'),
      () => viewer.lab.renameRun('x', 'y'),
      () => viewer.lab.openRun('x'),
      () => viewer.lab.pause(),
    ]) {
      await expect(command()).rejects.toMatchObject({ code: 'other-tab' });
    }
    expect((await importRun((await viewer.lab.exportRun()).bytes, tinyHost())).records).toHaveLength(3);
    await owner.lab.newRun({ seed: '8', config: SMALL });
    expect(viewer.messages.findLast(({ kind }) => kind === 'run')).toMatchObject({ run: { seed: '8' } });
    expect(await viewer.lab.records(0, 9)).toHaveLength(1);
    one.close();
    await viewer.until(({ canTakeOver }) => canTakeOver === true);
    await viewer.lab.open(OPEN);
    expect(viewer.status()).toMatchObject({ phase: 'paused', canTakeOver: false, runId: owner.status().runId });
    await viewer.lab.step();
    expect(viewer.status().savedGeneration).toBe(1);
  });

  it('waits a moment for a lock that is about to fall free, as after a reload', async () => {
    const [store, locks] = [new MemoryStore(), new TabLocks()];
    const [one, two] = [locks.tab(), locks.tab()];
    await testLab({ store, locks: one.locks }).lab.open(OPEN);
    const next = testLab({ store, locks: two.locks, patienceMs: 2000 });
    setTimeout(() => one.close(), 50);
    await next.lab.open(OPEN);
    expect(next.status().phase).toBe('paused');
  });

  it('refuses a second writer where there are no locks', async () => {
    const store = new MemoryStore();
    const [a, b] = [testLab({ store }), testLab({ store })];
    await a.lab.open(OPEN);
    await b.lab.open(OPEN);
    await a.lab.step();
    await b.lab.step();
    expect(b.status()).toMatchObject({ storageProblem: { code: 'run-conflict' }, savedGeneration: 0 });
    expect(await store.readRecords(a.status().runId!, 0, 9)).toHaveLength(2);
  });
});
