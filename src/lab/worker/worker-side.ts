/** The lab's side in its worker: everything that ties it to a browser is tied here. */
import { LabError, reportOf } from '../../core/errors.ts';
import { openHost, siteFiles } from '../../host/web.ts';
import { DATABASE_NAME } from '../../record/store/database.ts';
import { PAST_BUDGET_BYTES } from '../../record/past/keeping.ts';
import { Pasts } from '../../record/past/keeper-of-pasts.ts';
import { IdbPasts } from '../../record/past/past-idb.ts';
import { IdbStore } from '../../record/store/store-idb.ts';
import type { LabMessage } from '../contract.ts';
import { carryOut, type LabEndpoint } from '../crossing.ts';
import { BUILT_IN } from '../hosts/built-in.ts';
import { Downloads } from '../hosts/downloads.ts';
import { hubDevice, type AdapterSource } from '../hosts/hub-device.ts';
import { HostShelf } from '../hosts/host-shelf.ts';
import { HostStore } from '../hosts/host-store.ts';
import { KeptAnswers } from '../hosts/kept-answers.ts';
import { Lab } from './lab.ts';
import type { Owner } from '../ownership.ts';
import { PRESET_TEXTS } from '../preset-texts.ts';
import type { Channel } from '../present/viewer.ts';
import { WASM_FILES } from './wasm-files.ts';

const HEARTBEAT_MS = 1000;

/** What the worker exposes to the page. */
export function labEndpoint(): LabEndpoint {
  let lab: Lab | null = null;
  return {
    connect({ siteUrl, port }, ownership) {
      const post = (message: LabMessage) => port.postMessage(message);
      setInterval(() => post({ kind: 'heartbeat' }), HEARTBEAT_MS);
      lab = browserLab({ siteUrl, post, ownership });
    },
    command(name, args) {
      if (lab) return carryOut(lab, name, args);
      const error = new LabError('not-open', 'The lab is not connected yet.', 'Reload the page.');
      return Promise.resolve({ ok: false, error: reportOf(error) });
    },
  };
}

interface BrowserParts {
  siteUrl: string;
  post: (message: LabMessage) => void;
  ownership: Owner;
}

function browserLab({ siteUrl, post, ownership }: BrowserParts): Lab {
  const store = new HostStore({ open: openHostFolder, room: roomForFiles });
  const hosts = new HostShelf({
    builtIn: BUILT_IN.name,
    store,
    downloads: new Downloads(store, {
      fetch: fetch.bind(self),
      now: () => performance.now(),
      pause,
      device: (onProcessor) => hubDevice(onProcessor ? undefined : gpuHere(), deviceBytes()),
    }),
    beside: (name) =>
      siteFiles(new URL(`hosts/${name}/`, siteUrl).href, name === BUILT_IN.name ? BUILT_IN.files : undefined),
  });
  const firstAnswers = new KeptAnswers();
  return new Lab({
    hosts,
    openHost: ({ name, ...options }) =>
      hosts.open(name, (found) =>
        openHost({ ...found, ...options, firstAnswers, wasm: WASM_FILES, lossGivesWay: false }),
      ),
    openStore: () => IdbStore.open(),
    pasts: new Pasts(new IdbPasts(), PAST_BUDGET_BYTES),
    post,
    now: () => performance.timeOrigin + performance.now(),
    channel: openChannel(),
    presetTexts: PRESET_TEXTS,
    freshSeed: () => String(crypto.getRandomValues(new Uint32Array(1))[0]! % 1_000_000),
    deviceBytes: deviceBytes(),
    renews: true,
    ownership,
  });
}

function gpuHere(): AdapterSource | undefined {
  return (navigator as { gpu?: AdapterSource }).gpu;
}

/** Browsers say it in steps, and no more than 8 or 32 GiB; not all do. */
function deviceBytes(): number | null {
  const { deviceMemory } = navigator as { deviceMemory?: number };
  return deviceMemory === undefined ? null : deviceMemory * 2 ** 30;
}

/** Where models are kept; rejects where the browser keeps no files. */
async function openHostFolder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle('hosts', { create: true });
}

async function roomForFiles(): Promise<number | null> {
  const { quota, usage } = await navigator.storage.estimate();
  return quota === undefined || usage === undefined ? null : quota - usage;
}

/** Waits; rejects with the signal's reason where it is given up. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });
}

function openChannel(): Channel | null {
  return typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(DATABASE_NAME);
}
