/** Runs on several models in one lab: begun, opened, imported, and what is said where their model is missing. */
import { describe, expect, it } from 'vitest';
import { HostError, type Host } from '../../src/host/index.ts';
import { MemoryStore } from '../../src/record/store/store-memory.ts';
import { SMALL } from '../support/real-runs.ts';
import { tinyHost } from '../support/tiny-host.ts';
import { OPEN, testLab, type TestParts } from './test-lab.ts';

const [a, b] = [tinyHost(), tinyHost({ letter: 'b' })];
const fileOf = (bytes: Uint8Array) => new File([bytes as Uint8Array<ArrayBuffer>], 'b.evolora');

/** A lab with a run on each of two models, that on the second open. */
async function twoRuns(parts: TestParts = {}) {
  const store = new MemoryStore();
  const there = testLab({ store, others: [b], ...parts });
  await there.lab.open(OPEN);
  const onA = there.status().runId!;
  await there.lab.newRun({ name: 'on b', seed: '6', config: SMALL, host: 'tiny-b' });
  return { ...there, store, onA, onB: there.status().runId! };
}

describe('a run on another model', () => {
  it('begins on it, and says so wherever a run is named', async () => {
    const disposed: string[] = [];
    const watched = (host: Host) => ({ ...host, dispose: async () => void disposed.push(host.identity.name) });
    const { lab, status, onB } = await twoRuns({ host: watched(a), others: [watched(b)] });
    expect(status()).toMatchObject({ hostName: 'tiny-b', phase: 'paused', activity: null });
    expect(disposed).toEqual(['tiny-a']);
    expect(await lab.runs()).toMatchObject([{ id: onB, hostName: 'tiny-b' }, { hostName: 'tiny-a' }]);
    await lab.step();
    expect((await lab.records(0, 0))[0]!.events[0]).toMatchObject({ type: 'run-started', host: { name: 'tiny-b' } });
  });

  it('is found again by a new page, before any other model is loaded', async () => {
    const { store, onB } = await twoRuns();
    const opened: string[] = [];
    const next = testLab({
      store,
      others: [b],
      openHost: async ({ name }) => {
        opened.push(name);
        return name === 'tiny-b' ? b : a;
      },
    });
    await next.lab.open(OPEN);
    expect(next.status()).toMatchObject({ runId: onB, hostName: 'tiny-b' });
    expect(opened).toEqual(['tiny-b']);
    await next.lab.step();
  });

  it('is opened when its model may be loaded, and offers that otherwise', async () => {
    const { lab, status, onA, onB } = await twoRuns();
    await expect(lab.openRun(onA)).rejects.toMatchObject({
      code: 'run-needs-host',
      sentence: '“World 5” lives on the model “tiny-a”, which is at hand and not loaded.',
    });
    expect(status()).toMatchObject({ runId: onB, hostName: 'tiny-b' });
    await lab.openRun(onA, { loadHost: true });
    expect(status()).toMatchObject({ runId: onA, hostName: 'tiny-a' });
    await lab.step();
  });

  it('stays as it is while its model is not at hand; the run that is open goes on', async () => {
    const { lab, status, onA, onB } = await twoRuns();
    await lab.openRun(onA, { loadHost: true });
    await lab.deleteHost('tiny-b');
    await lab.play();
    await expect(lab.openRun(onB, { loadHost: true })).rejects.toMatchObject({
      code: 'run-other-host',
      sentence: '“on b” lives on the model “tiny-b”, which is not at hand: it is not kept in this browser.',
    });
    expect(status()).toMatchObject({ runId: onA, phase: 'playing', activity: null });
    await lab.step();
    expect(await lab.runs()).toHaveLength(2);
  });

  it('goes on where it is when the other model cannot be loaded', async () => {
    const { lab, status, onA, onB } = await twoRuns({
      openHost: async ({ name }) => {
        if (name === 'tiny-a' && opens++ > 0) throw new HostError('host-damaged', 'It is damaged.', 'Copy it again.');
        return name === 'tiny-a' ? a : b;
      },
    });
    await expect(lab.openRun(onA, { loadHost: true })).rejects.toMatchObject({ code: 'host-damaged' });
    expect(status()).toMatchObject({ runId: onB, hostName: 'tiny-b', phase: 'paused', activity: null });
    await lab.step();
  });
  let opens = 0;

  it('comes out of a file on its own model', async () => {
    const { lab, status, onA } = await twoRuns();
    await lab.step();
    const { bytes } = await lab.exportRun();
    await lab.openRun(onA, { loadHost: true });
    await expect(lab.importRun(fileOf(bytes))).rejects.toMatchObject({
      code: 'run-needs-host',
      sentence: 'The run in “b.evolora” lives on the model “tiny-b”, which is at hand and not loaded.',
    });
    expect(status().runId).toBe(onA);
    await lab.importRun(fileOf(bytes), { loadHost: true });
    expect(status()).toMatchObject({ hostName: 'tiny-b', savedGeneration: 1 });
    await lab.step();
    const elsewhere = testLab();
    await elsewhere.lab.open(OPEN);
    await expect(elsewhere.lab.importRun(fileOf(bytes), { loadHost: true })).rejects.toMatchObject({
      code: 'run-other-host',
      sentence: expect.stringMatching(/^The run in “b\.evolora” lives on the model “tiny-b”, which is not at hand/),
    });
    await elsewhere.lab.step();
  });

  it('follows a run that was deleted on the model of the next one', async () => {
    const { lab, status, onA, onB } = await twoRuns();
    await lab.deleteRun(onB);
    expect(status()).toMatchObject({ runId: onA, hostName: 'tiny-a' });
    await lab.step();
  });
});

describe('the model that an address names', () => {
  it('has its newest run opened, or a first one begun on it', async () => {
    const { store, onA } = await twoRuns();
    const known = testLab({ store, others: [b] });
    await known.lab.open({ ...OPEN, host: 'tiny-a' });
    expect(known.status()).toMatchObject({ runId: onA, hostName: 'tiny-a' });
    const fresh = testLab({ others: [b] });
    await fresh.lab.open({ ...OPEN, host: 'tiny-b' });
    expect(fresh.status()).toMatchObject({ hostName: 'tiny-b', savedGeneration: 0 });
    expect(await fresh.lab.runs()).toHaveLength(1);
  });

  it('is told when it cannot be had, and the lab is open without it', async () => {
    const missing = new HostError('host-missing', 'There is no model “tiny-c” here.', 'Drop its folder on the page.');
    const { lab, status } = testLab({
      openHost: ({ name }) => (name === 'tiny-c' ? Promise.reject(missing) : Promise.resolve(a)),
    });
    await expect(lab.open({ ...OPEN, host: 'tiny-c', autoplay: true })).rejects.toBe(missing);
    expect(status()).toMatchObject({ phase: 'playing', hostName: 'tiny-a', error: null });
    await lab.step();
  });
});

it('the model of the run that is open is not deleted', async () => {
  const { lab } = await twoRuns();
  await expect(lab.deleteHost('tiny-b')).rejects.toMatchObject({ code: 'model-in-use' });
  await lab.deleteHost('tiny-a');
  await lab.step();
});

it('a model that is being copied can be given up, and the run goes on meanwhile', async () => {
  const { lab, status } = await twoRuns();
  const adding = lab.addHost([]);
  await lab.step();
  expect(status()).toMatchObject({ savedGeneration: 1, activity: { text: 'Copying', progress: 0.5 } });
  await lab.stopAdding();
  expect(await adding).toBeNull();
  expect(status().activity).toBeNull();
});

it('a world is proposed for a model that is not loaded, which is let go again', async () => {
  const disposed: string[] = [];
  const watched = (host: Host) => ({ ...host, dispose: async () => void disposed.push(host.identity.name) });
  const { lab, status, onB } = await twoRuns({ host: watched(a), others: [watched(b)] });
  disposed.length = 0;
  const asked = { config: SMALL, tasks: 1, secondsPerGeneration: 10 };
  const world = await lab.proposeWorld({ ...asked, host: 'tiny-a' });
  expect(world!.changes.length).toBeGreaterThan(0);
  expect(disposed).toEqual(['tiny-a']);
  expect(status()).toMatchObject({ runId: onB, hostName: 'tiny-b', activity: null });
  const stopped = lab.proposeWorld({ ...asked, host: 'tiny-a' });
  await lab.stopProposing();
  expect(await stopped).toBeNull();
  expect(disposed).toEqual(['tiny-a']);
  await lab.step();
});

describe('a world that does not fit', () => {
  const short = (host: Host, free: number): Host => ({ ...host, memory: { ...host.memory, freeBytes: () => free } });
  const LARGE = { ...SMALL, learning: { ...SMALL.learning, rule: 'hebbian' as const } };

  it('is refused in numbers before its model is opened, and the run that is open goes on', async () => {
    const opened: string[] = [];
    const heavy: Host = short({ ...b, memory: { ...b.memory, sessionBytes: 3e9 } }, 1e9);
    const { lab, status, onA } = await twoRuns({
      others: [b],
      openHost: async ({ name, plan }) => {
        if (name === 'tiny-a') return a;
        if (opened.length > 0) plan?.(heavy.memory);
        opened.push(name);
        return b;
      },
    });
    await lab.openRun(onA, { loadHost: true });
    const before = await lab.runs();
    const refused = lab.newRun({ seed: '7', config: LARGE, host: 'tiny-b' });
    await expect(refused).rejects.toMatchObject({
      code: 'run-too-large',
      sentence: expect.stringMatching(
        /takes about 6,001 MB .*the model itself 3,000 MB.*, and 1,000 MB are free\.$/,
      ) as string,
    });
    expect(opened).toEqual(['tiny-b']);
    expect(status()).toMatchObject({ runId: onA, hostName: 'tiny-a' });
    expect(await lab.runs()).toEqual(before);
    await lab.step();
  });

  it('is refused on the model that is open too, and where its founders have no room', async () => {
    let free = 1e9;
    let room: number | null = null;
    const host: Host = { ...a, memory: { ...a.memory, freeBytes: () => free } };
    const { lab, status } = testLab({ host, room: () => room });
    await lab.open(OPEN);
    const { runId } = status();
    free = 100;
    await expect(lab.newRun({ seed: '7', config: SMALL })).rejects.toMatchObject({ code: 'run-too-large' });
    free = 1e9;
    room = 10;
    await expect(lab.newRun({ seed: '7', config: SMALL })).rejects.toThrow(/founders of this world take 1 MB to keep/);
    expect(status()).toMatchObject({ runId, phase: 'paused' });
    expect(await lab.runs()).toHaveLength(1);
    await lab.step();
    room = 1e6;
    await lab.newRun({ seed: '7', config: SMALL });
    expect(status().runId).not.toBe(runId);
  });

  it('begins as the first one all the same where the browser keeps nothing', async () => {
    const { lab, status } = testLab({ room: () => 0 });
    await lab.open(OPEN);
    expect(status()).toMatchObject({ phase: 'paused', error: null });
  });

  it('is tried once more without what the model in use opened to learn', async () => {
    let free = 1e9;
    const released: string[] = [];
    const learned: Host = {
      ...a,
      learning: {
        ...a.learning,
        release: async () => {
          free += 3e9;
          released.push('a');
        },
      },
    };
    const memory = { ...b.memory, sessionBytes: 3e9, freeBytes: () => free };
    const { lab, status } = testLab({
      host: learned,
      others: [b],
      openHost: async ({ name, plan }) => {
        if (name === 'tiny-a') return learned;
        plan?.(memory);
        return b;
      },
    });
    await lab.open(OPEN);
    await lab.newRun({ seed: '7', config: SMALL, host: 'tiny-b' });
    expect(status()).toMatchObject({ hostName: 'tiny-b', phase: 'paused' });
    expect(released).toEqual(['a']);
  });

  it('that will be tight is told with the run', async () => {
    const { lab, status } = testLab({ deviceBytes: 1 });
    await lab.open(OPEN);
    expect(status().notes).toContainEqual(
      expect.stringMatching(/^This world and its model take about \d+ MB of memory/),
    );
  });
});
