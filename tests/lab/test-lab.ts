/** A lab on the tiny host with everything around it in the test's hands: clock, store, locks, channel, messages. */
import { LabError } from '../../src/core/errors.ts';
import type { Host } from '../../src/host/index.ts';
import { livesOn } from '../../src/ecology/world/rules.ts';
import type { HostChoice, LabMessage, LabStatus } from '../../src/lab/contract.ts';
import type { AddOptions, Hosts } from '../../src/lab/hosts/host-shelf.ts';
import { Lab, type LabParts } from '../../src/lab/worker/lab.ts';
import { Ownership, type Locks } from '../../src/lab/ownership.ts';
import { PRESET_TEXTS } from '../../src/lab/preset-texts.ts';
import type { Channel, SharedMessage } from '../../src/lab/present/viewer.ts';
import { Pasts } from '../../src/record/past/keeper-of-pasts.ts';
import { PAST_BUDGET_BYTES } from '../../src/record/past/keeping.ts';
import { MemoryPasts } from '../../src/record/past/past-memory.ts';
import { MemoryStore } from '../../src/record/store/store-memory.ts';
import type { IntakeStore } from '../../src/record/store/intake.ts';
import { SMALL } from '../support/real-runs.ts';
import { tinyHost } from '../support/tiny-host.ts';

export const OPEN = { autoplay: false, speed: Infinity, seed: '5', config: SMALL };

export interface TestLab {
  lab: Lab;
  messages: LabMessage[];
  status(): LabStatus;
  /** Waits until a status is so; rejects when it is not for far too long. */
  until(wanted: (status: LabStatus) => boolean): Promise<LabStatus>;
  records(): Extract<LabMessage, { kind: 'record' }>[];
}

export interface TestParts extends Partial<LabParts> {
  store?: IntakeStore;
  host?: Host;
  /** More models that are at hand. */
  others?: readonly Host[];
  /** Bytes that the browser has room for. */
  room?: () => number | null;
  locks?: Locks;
  patienceMs?: number;
}

export function testLab(change: TestParts = {}): TestLab {
  const {
    store = new MemoryStore(),
    host = tinyHost(),
    others = [],
    room = () => null,
    locks,
    patienceMs = 20,
    ...parts
  } = change;
  const messages: LabMessage[] = [];
  let clockMs = 1_700_000_000_000;
  const waiting = new Set<() => void>();
  const lab = new Lab({
    hosts: new TestHosts([host, ...others], room),
    openHost: async ({ name }) => [host, ...others].find(({ identity }) => identity.name === name) ?? host,
    openStore: async () => store,
    pasts: new Pasts(new MemoryPasts(), PAST_BUDGET_BYTES),
    post(message) {
      messages.push(structuredClone(message));
      for (const check of waiting) check();
    },
    now: () => {
      clockMs += 10;
      return clockMs;
    },
    ownership: new Ownership(locks, patienceMs),
    channel: null,
    presetTexts: PRESET_TEXTS,
    freshSeed: () => '9',
    deviceBytes: null,
    ...parts,
  });
  const status = () => {
    const last = messages.findLast((message) => message.kind === 'status');
    if (last?.kind !== 'status') throw new Error('no status yet');
    return last.status;
  };
  const until = (wanted: (status: LabStatus) => boolean) =>
    new Promise<LabStatus>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`waited in vain; the lab says ${JSON.stringify(status())}`)),
        30_000,
      );
      const check = () => {
        if (!wanted(status())) return;
        clearTimeout(timer);
        waiting.delete(check);
        resolve(status());
      };
      waiting.add(check);
      check();
    });
  return { lab, messages, status, until, records: () => messages.filter((message) => message.kind === 'record') };
}

/** Models that are there from the start, the first of them the lab's own. */
class TestHosts implements Hosts {
  #hosts: readonly Host[];
  readonly #room: () => number | null;

  constructor(hosts: readonly Host[], room: () => number | null) {
    [this.#hosts, this.#room] = [hosts, room];
  }

  get builtIn(): string {
    return this.#hosts[0]!.identity.name;
  }

  async room(): Promise<number | null> {
    return this.#room();
  }

  async list(): Promise<HostChoice[]> {
    return this.#hosts.map(({ identity: { name } }, i) => ({
      name,
      model: name,
      isBuiltIn: i === 0,
      bytes: null,
      description: null,
    }));
  }

  async find(world: Parameters<Hosts['find']>[0]): Promise<string | null> {
    return this.#hosts.find(({ identity }) => livesOn(world, identity))?.identity.name ?? null;
  }

  /** Copies until it is given up. */
  add(_: unknown, { tell, signal }: AddOptions): Promise<HostChoice> {
    tell('Copying', 0.5);
    return new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  }

  readonly downloads: Hosts['downloads'] = {
    lookUp: async ({ name }) => ({ name, hub: 'https://hub.test', forms: [], offered: '', reason: '', room: null }),
    begun: async () => [],
    forget: async () => undefined,
  };

  get(_: unknown, options: AddOptions): Promise<HostChoice> {
    return this.add(_, options);
  }

  async delete(name: string): Promise<void> {
    this.#hosts = this.#hosts.filter(({ identity }) => identity.name !== name);
  }

  async clear(): Promise<void> {}
}

/** A store whose writes fail while it is told so. */
export class FailingStore extends MemoryStore {
  broken: LabError | null = null;

  override async createRun(...args: Parameters<MemoryStore['createRun']>): Promise<void> {
    if (this.broken) throw this.broken;
    return super.createRun(...args);
  }
  override async append(...args: Parameters<MemoryStore['append']>): Promise<void> {
    if (this.broken) throw this.broken;
    return super.append(...args);
  }
  override async amend(...args: Parameters<MemoryStore['amend']>): Promise<void> {
    if (this.broken) throw this.broken;
    return super.amend(...args);
  }
  override async stage(...args: Parameters<MemoryStore['stage']>): Promise<void> {
    if (this.broken) throw this.broken;
    return super.stage(...args);
  }
}

export const FULL = new LabError('storage-full', 'The storage is full.', 'Free some space.');

/** Locks as a browser has them, for several tabs in one process: `tab` gives each its own, `close` frees what it held. */
export class TabLocks {
  #holder: object | null = null;
  #queue: { tab: object; grant: () => void }[] = [];

  tab(): { locks: Locks; close: () => void } {
    const tab = {};
    const request = (
      _name: string,
      options: { signal?: AbortSignal },
      hold: () => Promise<unknown>,
    ): Promise<unknown> =>
      new Promise((_resolve, reject) => {
        const entry = {
          tab,
          grant: () => {
            this.#holder = tab;
            void hold();
          },
        };
        if (!this.#holder) return entry.grant();
        this.#queue.push(entry);
        options.signal?.addEventListener('abort', () => {
          this.#queue = this.#queue.filter((other) => other !== entry);
          reject(new DOMException('gave up', 'AbortError'));
        });
      });
    const close = () => {
      this.#queue = this.#queue.filter((entry) => entry.tab !== tab);
      if (this.#holder !== tab) return;
      this.#holder = null;
      this.#queue.shift()?.grant();
    };
    return { locks: { request } as unknown as Locks, close };
  }
}

/** Channels between tabs of one process. */
export class TabChannels {
  #all: Channel[] = [];

  tab(): Channel {
    const channel: Channel = {
      onmessage: null,
      postMessage: (message: SharedMessage) => {
        for (const other of this.#all) {
          if (other !== channel) other.onmessage?.({ data: structuredClone(message) } as MessageEvent<SharedMessage>);
        }
      },
    };
    this.#all.push(channel);
    return channel;
  }
}
