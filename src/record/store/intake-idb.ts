/** What an intake does within one transaction of the lab's database: its pieces have a run's keys, but no row in `runs`. */
import type { IDBPTransaction } from 'idb';
import { blobsInUse } from '../../ecology/world/world.ts';
import { keysOf, type LabSchema } from './database.ts';
import { requireStaged, type IntakeEnd, type IntakePart } from './intake.ts';
import { runExists } from './store.ts';
import { settled } from './transaction.ts';

type StoreName = 'runs' | 'records' | 'worlds' | 'blobs';
type Reading = IDBPTransaction<LabSchema, StoreName[], 'readonly'>;
type Writing = IDBPTransaction<LabSchema, StoreName[], 'readwrite'>;

/** Throws LabError `run-conflict` for a run that is there. */
export async function stageIn(transaction: Writing, id: string, { records, blobs }: IntakePart): Promise<void> {
  const known = await transaction.objectStore('runs').get(id);
  if (known) throw runExists(known);
  await settled(transaction, [
    ...records.map((record) => () => transaction.objectStore('records').put(record, [id, record.generation])),
    ...[...blobs].map(
      ([hash, bytes]) =>
        () =>
          transaction.objectStore('blobs').put(bytes, [id, hash]),
    ),
  ]);
}

/** Throws LabError `run-conflict` where a piece is missing. */
export async function commitIn(transaction: Writing, end: IntakeEnd): Promise<void> {
  const { summary, world } = end;
  const [pages, keys] = await Promise.all([
    transaction.objectStore('records').count(keysOf(summary.id)),
    transaction.objectStore('blobs').getAllKeys(keysOf(summary.id)),
  ]);
  const held = new Set(keys.map(([, hash]) => hash));
  const lacking = [...blobsInUse(world)].find((hash) => !held.has(hash));
  requireStaged(end, pages, lacking);
  await settled(transaction, [
    () => transaction.objectStore('runs').put(summary),
    () => transaction.objectStore('worlds').put(world, summary.id),
  ]);
}

/** A run and all that has its keys. */
export async function forgetIn(transaction: Writing, id: string): Promise<void> {
  await settled(transaction, [
    () => transaction.objectStore('runs').delete(id),
    () => transaction.objectStore('worlds').delete(id),
    () => transaction.objectStore('records').delete(keysOf(id)),
    () => transaction.objectStore('blobs').delete(keysOf(id)),
  ]);
}

/** Whose pages and blobs there are without a row in `runs`. Of each run one key is looked at, however many it has. */
export async function leftIn(transaction: Reading): Promise<string[]> {
  const [runs, records, blobs] = await Promise.all([
    transaction.objectStore('runs').getAllKeys(),
    ownersIn(transaction, 'records'),
    ownersIn(transaction, 'blobs'),
  ]);
  const known = new Set(runs);
  return [...new Set([...records, ...blobs])].filter((id) => !known.has(id));
}

async function ownersIn(transaction: Reading, name: 'records' | 'blobs'): Promise<string[]> {
  const owners: string[] = [];
  let cursor = await transaction.objectStore(name).openKeyCursor();
  while (cursor) {
    const [id] = cursor.key;
    owners.push(id);
    // An array sorts after every number and every string: the next key is another run's.
    cursor = await cursor.continue([id, []] as unknown as typeof cursor.key);
  }
  return owners;
}
