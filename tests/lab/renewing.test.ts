/**
 * A lost device that begins a fresh worker, with real labs behind the page's client. Each worker has a host of its own; they
 * share what outlives them: the store.
 */
import { afterEach, expect, it } from 'vitest';
import { random } from '../../src/base/random.ts';
import { HostError, type Host } from '../../src/host/index.ts';
import type { LabMessage, LabStatus } from '../../src/lab/contract.ts';
import { carryOut } from '../../src/lab/crossing.ts';
import { connectLab, type LabClient } from '../../src/lab/page/client.ts';
import { MemoryStore } from '../../src/record/store/store-memory.ts';
import { drawTask } from '../../src/tasks/pools.ts';
import { realRun, SMALL } from '../support/real-runs.ts';
import { tinyHost } from '../support/tiny-host.ts';
import { FailingStore, FULL, OPEN, testLab, type TestParts } from './test-lab.ts';

let client: LabClient | null = null;
afterEach(() => client?.dispose());

const PROMPT = drawTask({ family: 'math', depth: 'short' }, 'test', random('ask')).prompt;

const lost = () => new HostError('device-lost', 'The device was lost.', 'Wait.');

interface Setting extends TestParts {
  /** Whether the device is lost now: at the so-manieth decoding of all workers, or while a host is opened. */
  isLost: (moment: { decoding: number } | { opening: number }) => boolean;
  /** Whether there is no device at this opening. */
  isGone?: (opening: number) => boolean;
}

function labInWorkers({ isLost, isGone, store = new MemoryStore(), ...parts }: Setting) {
  const messages: LabMessage[] = [];
  const asked: (string | undefined)[] = [];
  let [workers, decoding, opening] = [0, 0, 0];
  const openHost = async ({ prefer }: { prefer?: string }): Promise<Host> => {
    asked.push(prefer);
    if (prefer !== 'wasm' && isLost({ opening: ++opening })) throw lost();
    if (prefer !== 'wasm' && isGone?.(opening)) throw new HostError('no-webgpu', 'There is no device.', 'Wait.');
    return tinyHost({
      beforeDecode() {
        if (prefer !== 'wasm' && isLost({ decoding: ++decoding })) throw lost();
      },
    });
  };
  client = connectLab((message) => messages.push(message), {
    isVisible: () => true,
    start({ onMessage }) {
      workers++;
      let isAlive = true;
      const post = (message: LabMessage) => {
        if (isAlive) onMessage(structuredClone(message));
      };
      const { lab } = testLab({ ...parts, store, openHost, post, renews: true });
      return {
        command: (name, args) => carryOut(lab, name, args),
        terminate() {
          isAlive = false;
        },
      };
    },
  });
  const status = (): LabStatus => {
    const last = messages.findLast((message) => message.kind === 'status');
    if (last?.kind !== 'status') throw new Error('no status yet');
    return last.status;
  };
  const notices = () => messages.flatMap((message) => (message.kind === 'notice' ? [message.notice] : []));
  return { client, status, notices, asked, workers: () => workers };
}

async function undisturbed(generations: number, parameters = SMALL) {
  const straight = await realRun({ seed: '5', name: 'World 5', generations: 0, parameters });
  for (let i = 0; i < generations; i++) straight.outcomes.push(await straight.engine.generation());
  return straight.outcomes.slice(1).map(({ record }) => record.events);
}

const eventsOf = async (lab: LabClient, last: number) => (await lab.records(1, last)).map(({ events }) => events);

it('in a generation: a fresh worker lives it once more, to the same events', async () => {
  const {
    client: lab,
    status,
    notices,
    workers,
  } = labInWorkers({
    isLost: (moment) => 'decoding' in moment && [2, 4].includes(moment.decoding),
  });
  await lab.open({ ...OPEN, prefer: 'webgpu' });
  for (let i = 0; i < 3; i++) await lab.step();
  expect(workers()).toBe(3);
  expect(notices()).toEqual(['device-lost', 'device-lost']);
  expect(status()).toMatchObject({ phase: 'paused', savedGeneration: 3, error: null });
  expect(await eventsOf(lab, 3)).toEqual(await undisturbed(3));
});

it('while the model is opened, at first and again; the third in a row gives way to WebAssembly', async () => {
  const {
    client: lab,
    status,
    notices,
    asked,
    workers,
  } = labInWorkers({
    isLost: (moment) => ('opening' in moment ? moment.opening !== 2 : moment.decoding === 1),
  });
  await lab.open({ ...OPEN, prefer: 'webgpu' });
  for (let i = 0; i < 2; i++) await lab.step();
  expect(asked).toEqual(['webgpu', 'webgpu', 'webgpu', 'wasm']);
  expect(workers()).toBe(4);
  expect(notices()).toEqual(['device-lost', 'device-lost', 'device-gave-way']);
  expect(status().notes.join(' ')).toContain('lost three times in a row');
  expect(await eventsOf(lab, 2)).toEqual(await undisturbed(2));
});

it('where the device does not come back after a loss, it gives way too', async () => {
  const {
    client: lab,
    status,
    notices,
    asked,
  } = labInWorkers({
    isLost: (moment) => 'decoding' in moment && moment.decoding === 2,
    isGone: (opening) => opening > 1,
  });
  await lab.open({ ...OPEN, prefer: 'webgpu' });
  for (let i = 0; i < 2; i++) await lab.step();
  expect(asked.at(-1)).toBe('wasm');
  expect(notices().at(-1)).toBe('device-gave-way');
  expect(status()).toMatchObject({ phase: 'paused', savedGeneration: 2, error: null });
  expect(await eventsOf(lab, 2)).toEqual(await undisturbed(2));
});

it('counts losses in a row only: a generation that is done begins anew', async () => {
  let losses = 0;
  const { client: lab, notices } = labInWorkers({
    isLost: (moment) => 'decoding' in moment && losses-- > 0,
  });
  await lab.open({ ...OPEN, prefer: 'webgpu' });
  for (let i = 0; i < 6; i++) {
    losses = 2;
    await lab.step();
  }
  expect(notices()).toEqual(Array.from({ length: 12 }, () => 'device-lost'));
  expect(await eventsOf(lab, 6)).toEqual(await undisturbed(6));
});

it('a hundred losses at random moments, of opening and of answering, cost nothing of the run', async () => {
  const draw = random('tests', 'losses');
  let [total, row] = [0, 0];
  const {
    client: lab,
    status,
    notices,
    workers,
  } = labInWorkers({
    isLost() {
      if (total === 100 || row === 2 || draw.uniform() < 0.3) return false;
      [total, row] = [total + 1, row + 1];
      return true;
    },
  });
  // Nobody dies out in it.
  const gentle = { ...SMALL, energy: { ticket: 0.05 } };
  await lab.open({ ...OPEN, config: gentle, prefer: 'webgpu' });
  let lived = 0;
  for (; total < 100; lived++) {
    await lab.step();
    row = 0;
  }
  expect(workers()).toBe(101);
  expect(notices()).toEqual(Array.from({ length: 100 }, () => 'device-lost'));
  expect(status()).toMatchObject({ phase: 'paused', savedGeneration: lived, error: null });
  expect(await eventsOf(lab, lived)).toEqual(await undisturbed(lived, gentle));
}, 120_000);

it('keeps changes that wait, finishes what was under way when it was paused, and answers what was asked', async () => {
  let pausing: Promise<unknown> = Promise.resolve();
  let asking: Promise<unknown> = Promise.resolve();
  const {
    client: lab,
    status,
    workers,
  } = labInWorkers({
    isLost(moment) {
      if (!('decoding' in moment) || moment.decoding !== 1) return false;
      pausing = Promise.all([lab.tweak('energy.ticket', 0.123), lab.pause()]);
      asking = lab.ask(PROMPT, [{ router: 'cell' }]);
      return true;
    },
  });
  await lab.open({ ...OPEN, prefer: 'webgpu', autoplay: true, speed: 0.001 });
  await expect.poll(() => workers()).toBe(2);
  await pausing;
  await expect.poll(() => status().savedGeneration, { timeout: 5000 }).toBe(1);
  expect(status()).toMatchObject({ phase: 'paused', underWay: null });
  expect(await asking).toMatchObject({ bare: { text: expect.any(String) } });
  const [first] = await lab.records(1, 1);
  expect(JSON.stringify({ first, pending: status().pending })).toContain('0.123');
});

it('stays in the worker that holds what is in no store', async () => {
  const store = new FailingStore();
  const {
    client: lab,
    status,
    workers,
  } = labInWorkers({
    store,
    isLost: (moment) => 'decoding' in moment && moment.decoding === 3,
  });
  await lab.open({ ...OPEN, prefer: 'webgpu' });
  store.broken = FULL;
  for (let i = 0; i < 3; i++) await lab.step();
  expect(workers()).toBe(1);
  expect(status()).toMatchObject({ phase: 'paused', savedGeneration: 0 });
  expect(await eventsOf(lab, 3)).toEqual(await undisturbed(3));
});
