/**
 * The lab's IndexedDB database: its stores and how they came to be. Migrations are numbered and only ever added; a store
 * is never renamed, so that no version of the lab loses the runs of another.
 */
import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb';
import type { GenerationRecord } from '../../ecology/events/events.ts';
import type { World } from '../../ecology/world/world.ts';
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

/** @param onLost the browser or a newer lab took the connection away; opening again may help */
export function openDatabase(name: string, onLost: () => void): Promise<LabDatabase> {
  return openDB<LabSchema>(name, DATABASE_VERSION, {
    upgrade(database, oldVersion, _newVersion, transaction) {
      for (const migrate of MIGRATIONS.slice(oldVersion)) migrate(database, transaction);
    },
    blocking: (_current, _blocked, event) => {
      (event.target as IDBDatabase).close();
      onLost();
    },
    terminated: onLost,
  });
}

/** All keys of one run in a store keyed by [run, …]. An array sorts after every number and every string. */
export function keysOf(id: string): IDBKeyRange {
  return IDBKeyRange.bound([id], [id, []]);
}
