import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectLab, type LabClient } from '../../src/lab/page/client.ts';
import type { LabMessage, LabStatus } from '../../src/lab/contract.ts';
import { carryOut, type CommandName, type Reply } from '../../src/lab/crossing.ts';
import { INITIAL_STATUS } from '../../src/lab/status.ts';
import type { StartWorker } from '../../src/lab/page/worker-link.ts';
import { tinyHost } from '../support/tiny-host.ts';
import { OPEN, testLab } from './test-lab.ts';

/** Workers whose life and answers are in the test's hands. */
class Workers {
  readonly started: {
    onMessage: (message: LabMessage) => void;
    onDeath: (why: string) => void;
    terminated: boolean;
  }[] = [];
  readonly calls: [worker: number, name: CommandName, args: readonly unknown[]][] = [];
  reply: (name: CommandName, args: readonly unknown[]) => Promise<Reply> = async () => ({
    ok: true,
    value: undefined,
  });

  start: StartWorker = (options) => {
    const worker = { ...options, terminated: false };
    const index = this.started.push(worker) - 1;
    return {
      command: (name, args) => {
        this.calls.push([index, name, args]);
        return this.reply(name, args);
      },
      terminate: () => {
        worker.terminated = true;
      },
    };
  };

  get last() {
    return this.started.at(-1)!;
  }

  say(status: Partial<LabStatus>): void {
    this.last.onMessage({ kind: 'status', status: { ...INITIAL_STATUS, ...status } });
  }
}

const never = () => new Promise<Reply>(() => undefined);
let workers: Workers;
let heard: LabMessage[];
let client: LabClient;
let visible: boolean;
const phases = () => heard.flatMap((message) => (message.kind === 'status' ? [message.status.phase] : []));
const open = { autoplay: true, speed: 2, seed: '1' };

beforeEach(() => {
  vi.useFakeTimers();
  workers = new Workers();
  heard = [];
  visible = true;
  client = connectLab((message) => heard.push(message), { start: workers.start, isVisible: () => visible });
});
afterEach(() => {
  client.dispose();
  vi.useRealTimers();
});

async function playing(): Promise<void> {
  await client.open(open);
  workers.say({ phase: 'playing', runId: 'run-1', speed: 4 });
}

describe('client', () => {
  it('passes commands and answers, errors with their codes and words', async () => {
    await client.open(open);
    workers.reply = async () => ({ ok: true, value: [{ id: 'a' }] });
    expect(await client.runs()).toEqual([{ id: 'a' }]);
    workers.reply = async () => ({ ok: false, error: { code: 'other-tab', sentence: 'No.', nextStep: 'Go.' } });
    await expect(client.tweak('energy.ticket', 1)).rejects.toMatchObject({
      name: 'ReportedError',
      code: 'other-tab',
      sentence: 'No.',
    });
    expect(workers.calls.at(-1)).toEqual([0, 'tweak', ['energy.ticket', 1]]);
  });

  it('starts its worker for a command before it is opened, and opens the lab in the same one', async () => {
    workers.reply = async () => ({ ok: true, value: [] });
    expect(await client.presets()).toEqual([]);
    await client.open(open);
    expect(workers.calls.map(([worker, name]) => [worker, name])).toEqual([
      [0, 'presets'],
      [0, 'open'],
    ]);
  });

  it('keeps heartbeats to itself', async () => {
    await client.open(open);
    workers.last.onMessage({ kind: 'heartbeat' });
    workers.say({ phase: 'playing' });
    expect(heard.map(({ kind }) => kind)).toEqual(['status']);
  });

  it('rejects what a dead worker owed, starts another, and goes on as it was', async () => {
    await playing();
    workers.reply = (name) => (name === 'step' ? never() : Promise.resolve({ ok: true, value: undefined }));
    const owed = client.step();
    workers.last.onDeath('out of memory');
    await expect(owed).rejects.toMatchObject({
      code: 'worker-died',
      sentence: expect.stringContaining('out of memory'),
    });
    expect(workers.started).toHaveLength(2);
    expect(workers.started[0]!.terminated).toBe(true);
    expect(phases().at(-1)).toBe('recovering');
    expect(workers.calls.at(-1)).toEqual([1, 'open', [{ ...open, autoplay: true, speed: 4, runId: 'run-1' }]]);
    await client.runs();
    expect(workers.calls.at(-1)).toEqual([1, 'runs', []]);
  });

  it('stays paused when it was paused', async () => {
    await playing();
    workers.say({ phase: 'paused', runId: 'run-1' });
    workers.last.onDeath('x');
    expect(workers.calls.at(-1)![2][0]).toMatchObject({ autoplay: false });
  });

  it('keeps what is known of the run on the page while it comes back', async () => {
    await playing();
    const underWay = { generation: 13, tweaks: {} };
    workers.say({ phase: 'playing', runId: 'run-1', savedGeneration: 12, backend: 'WebAssembly', underWay });
    workers.reply = never;
    workers.last.onDeath('x');
    workers.say({ phase: 'starting', activity: { text: 'Reading the model', progress: null } });
    expect(heard.at(-1)).toMatchObject({
      status: {
        phase: 'recovering',
        savedGeneration: 12,
        backend: 'WebAssembly',
        underWay: null,
        activity: { text: 'Reading the model' },
      },
    });
    workers.say({ phase: 'playing', runId: 'run-1', savedGeneration: 13 });
    expect(heard.at(-1)).toMatchObject({ status: { phase: 'playing', savedGeneration: 13 } });
  });

  it('lets commands wait for the new worker', async () => {
    await playing();
    let opened: (value: Reply) => void = () => undefined;
    workers.reply = (name) =>
      name === 'open'
        ? new Promise((resolve) => {
            opened = resolve;
          })
        : Promise.resolve({ ok: true, value: 7 });
    workers.last.onDeath('x');
    const waiting = client.runs();
    await vi.advanceTimersByTimeAsync(100);
    expect(workers.calls.at(-1)![1]).toBe('open');
    opened({ ok: true, value: undefined });
    expect(await waiting).toBe(7);
  });

  it('opens through the death of its first worker, or says that it cannot', async () => {
    workers.reply = () => (workers.started.length < 3 ? never() : Promise.resolve({ ok: true, value: undefined }));
    const opening = client.open(open);
    workers.last.onDeath('x');
    workers.last.onDeath('x');
    await opening;
    expect(workers.started).toHaveLength(3);
    workers.reply = never;
    const failing = client.open(open);
    const failed = expect(failing).rejects.toMatchObject({ code: 'worker-died' });
    for (let i = 0; i < 4; i++) workers.last.onDeath('x');
    await failed;
  });

  it('gives up after three restarts without a generation, and tries again when asked', async () => {
    await playing();
    for (let i = 0; i < 4; i++) workers.last.onDeath('again');
    expect(workers.started).toHaveLength(4);
    const last = heard.at(-1);
    expect(last).toMatchObject({ kind: 'status', status: { phase: 'failed', error: { code: 'worker-died' } } });
    await expect(client.step()).rejects.toMatchObject({ code: 'worker-died' });
    await client.play();
    expect(workers.started).toHaveLength(5);
    expect(workers.calls.at(-1)).toMatchObject([4, 'open', [{ autoplay: true, runId: 'run-1' }]]);
  });

  it('counts restarts anew after a whole generation', async () => {
    await playing();
    for (let i = 0; i < 6; i++) {
      workers.last.onDeath('again');
      workers.last.onMessage({
        kind: 'record',
        runId: 'run-1',
        record: { generation: i, events: [], telemetry: null },
      });
    }
    expect(workers.started).toHaveLength(7);
    expect(phases()).not.toContain('failed');
  });

  it('ignores the death throes of a worker already replaced', async () => {
    await playing();
    const first = workers.last;
    first.onDeath('x');
    first.onDeath('x');
    expect(workers.started).toHaveLength(2);
  });

  it('takes a silent worker for dead after twenty seconds, and no sooner', async () => {
    await playing();
    await vi.advanceTimersByTimeAsync(15_000);
    workers.last.onMessage({ kind: 'heartbeat' });
    await vi.advanceTimersByTimeAsync(19_500);
    expect(workers.started).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(3000);
    expect(workers.started).toHaveLength(2);
  });

  it('gives a worker with a large model longer', async () => {
    await playing();
    workers.say({ phase: 'playing', hostParameters: 135e6 });
    await vi.advanceTimersByTimeAsync(280_000);
    expect(workers.started).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(workers.started).toHaveLength(2);
  });

  it('does not judge a hidden page, nor a model that is loading', async () => {
    await playing();
    visible = false;
    await vi.advanceTimersByTimeAsync(600_000);
    visible = true;
    await vi.advanceTimersByTimeAsync(15_000);
    workers.say({ phase: 'starting' });
    await vi.advanceTimersByTimeAsync(100_000);
    expect(workers.started).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(100_000);
    expect(workers.started).toHaveLength(2);
  });
});

describe('crossing', () => {
  it('answers every command of a real lab, and nothing else', async () => {
    vi.useRealTimers();
    const { lab } = testLab({ host: tinyHost() });
    expect(await carryOut(lab, 'open', [OPEN])).toEqual({ ok: true, value: undefined });
    expect(await carryOut(lab, 'tweak', ['energy.ticket', -1])).toMatchObject({
      ok: false,
      error: { code: 'parameter-impossible' },
    });
    expect(await carryOut(lab, 'constructor' as CommandName, [])).toMatchObject({
      ok: false,
      error: { code: 'fault' },
    });
    expect(await carryOut(lab, 'exportRun', [])).toMatchObject({ ok: true, value: { bytes: expect.any(Uint8Array) } });
  });
});
