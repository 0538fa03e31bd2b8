/**
 * The lab's IndexedDB database: its stores and how they came to be. Migrations are numbered and only ever added; a store
 * is never renamed, so that no version of the lab loses the runs of another.
 */
import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb';
import type { GenerationRecord } from '../../ecology/events/events.ts';
import type { World } from '../../ecology/world/world.ts';
import { storageBlocked } from './storage-errors.ts';
import type { RunSummary } from './store.ts';

export interface LabSchema extends DBSchema {
  runs: { key: string; value: RunSummary };
  /** [run, generation] */
  records: { key: [string, number]; value: GenerationRecord };
  /** The state after a run's last generation, by run. */
  worlds: { key: string; value: World };
  /** [run, content hash]: each run has its own copy, so deleting one never touches another. */
  blobs: { key: [string, string]; value: Uint8Array };
}

export type LabDatabase = IDBPDatabase<LabSchema>;
type Upgrade = IDBPTransaction<LabSchema, StoreNames<LabSchema>[], 'versionchange'>;
type Migration = (database: LabDatabase, transaction: Upgrade) => void;

/** Migration i brings a database from version i to i + 1. */
const MIGRATIONS: readonly Migration[] = [
  (database) => {
    database.createObjectStore('runs', { keyPath: 'id' });
    database.createObjectStore('records');
    database.createObjectStore('worlds');
    database.createObjectStore('blobs');
  },
];

export const DATABASE_NAME = 'evolora-lab';
export const DATABASE_VERSION = MIGRATIONS.length;

/** How long opening may take where another tab can hold it up, ms: the database is to be brought to a newer version. */
const UPGRADE_LIMIT_MS = 2500;
/** How long it may take otherwise, ms: a slow disk, or a browser that never answers. */
const OPEN_LIMIT_MS = 8000;

/**
 * Opens the database, or rejects with LabError `storage-blocked` when the browser does not answer in time; a connection
 * that comes later is closed at once, so that it holds up no other tab.
 * @param onLost the browser or a newer lab took the connection away; opening again may help
 */
export async function openDatabase(name: string, onLost: () => void): Promise<LabDatabase> {
  let isHeld = false;
  const opening = openDB<LabSchema>(name, DATABASE_VERSION, {
    blocked: () => {
      isHeld = true;
    },
    upgrade(database, oldVersion, _newVersion, transaction) {
      for (const migrate of MIGRATIONS.slice(oldVersion)) migrate(database, transaction);
    },
    blocking: (_current, _blocked, event) => {
      (event.target as IDBDatabase).close();
      onLost();
    },
    terminated: onLost,
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const waited = (limitMs: number) =>
    new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), limitMs);
    });
  let opened = await Promise.race([opening, waited(UPGRADE_LIMIT_MS)]);
  if (!opened && !isHeld && !(await needsUpgrade(name))) {
    opened = await Promise.race([opening, waited(OPEN_LIMIT_MS - UPGRADE_LIMIT_MS)]);
  }
  clearTimeout(timer);
  if (opened) return opened;
  opening.then(
    (late) => late.close(),
    () => undefined, // it was given up already
  );
  throw storageBlocked();
}

/**
 * Whether the database is there in an older version, so that a tab which answers nothing may hold it, not even that it does;
 * also true where the browser does not say so at once.
 */
async function needsUpgrade(name: string): Promise<boolean> {
  const silence = new Promise<null>((resolve) => setTimeout(() => resolve(null), 200));
  const databases = await Promise.race([databaseList(), silence]);
  const version = databases?.find((database) => database.name === name)?.version;
  return databases === null || (version !== undefined && version < DATABASE_VERSION);
}

/** Some browsers do not tell, by having no such question or by refusing it. */
async function databaseList(): Promise<IDBDatabaseInfo[] | null> {
  try {
    return await indexedDB.databases();
  } catch {
    return null;
  }
}

/** All keys of one run in a store keyed by [run, …]. An array sorts after every number and every string. */
export function keysOf(id: string): IDBKeyRange {
  return IDBKeyRange.bound([id], [id, []]);
}
