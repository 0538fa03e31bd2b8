/**
 * Runs in IndexedDB. Everything that belongs together is one transaction, so a page that dies in the middle of a write
 * leaves the run at the generation before.
 *
 * A browser may lose a connection, or never answer. Every access has a limit and is tried once more on a new connection;
 * the first try may have been kept all the same, so every write finds out whether it is there already.
 */
import type { IDBPTransaction } from 'idb';
import { journalDamaged } from '../damage.ts';
import type { Event, GenerationRecord } from '../../ecology/events/events.ts';
import { blobsInUse, worldSchema } from '../../ecology/world/world.ts';
import { commitIn, forgetIn, leftIn, stageIn } from './intake-idb.ts';
import type { IntakeEnd, IntakePart, IntakeStore } from './intake.ts';
import { isSame, isStepKept } from './again.ts';
import { DATABASE_NAME, keysOf, openDatabase, type LabDatabase, type LabSchema } from './database.ts';
import {
  neededBlobs,
  newestFirst,
  requireNext,
  requireWhole,
  runExists,
  runUnknown,
  type Checkpoint,
  type NewRun,
  type RunSummary,
  type GenerationStep,
} from './store.ts';
import { isConnectionLost, isNewer, storageError, storageTaken } from './storage-errors.ts';
import { settled, within } from './transaction.ts';

type StoreName = 'runs' | 'records' | 'worlds' | 'blobs';
const ALL: StoreName[] = ['runs', 'records', 'worlds', 'blobs'];
type Transaction<Mode extends IDBTransactionMode> = IDBPTransaction<LabSchema, StoreName[], Mode>;

/** How long an access may take, ms, and how much longer for each megabyte that it writes. */
const PATIENCE_MS = 15_000;
const PATIENCE_PER_MB_MS = 1000;

export class IdbStore implements IntakeStore {
  readonly #name: string;
  readonly #patienceMs: number;
  #database: LabDatabase | null = null;
  #opening: Promise<LabDatabase> | null = null;
  #hasOpened = false;
  /** Runs of which a write was once made without an answer. */
  readonly #doubtful = new Set<string>();
  /** How many events a page had before an amendment that is not known to be kept. */
  readonly #amending = new WeakMap<readonly Event[], number>();

  private constructor(name: string, patienceMs: number) {
    this.#name = name;
    this.#patienceMs = patienceMs;
  }

  /**
   * Opens the store, making it when there is none. Rejects with LabError `storage-refused`, `storage-blocked` or
   * `storage-newer`.
   * @param patienceMs how long an access may take, whatever it writes
   */
  static async open(name = DATABASE_NAME, { patienceMs = PATIENCE_MS } = {}): Promise<IdbStore> {
    const store = new IdbStore(name, patienceMs);
    await store.#read(async () => undefined);
    return store;
  }

  listRuns(): Promise<RunSummary[]> {
    return this.#read(async (transaction) => newestFirst(await transaction.objectStore('runs').getAll()));
  }

  async createRun(run: NewRun): Promise<void> {
    requireWhole(run);
    const { summary, records, world, blobs } = run;
    const { id } = summary;
    const needed = neededBlobs(world, blobs);
    const bytes = [...needed.values()].reduce((sum, { length }) => sum + length, 0);
    return this.#write(
      id,
      async (transaction) => {
        const [runs, worlds] = [transaction.objectStore('runs'), transaction.objectStore('worlds')];
        const [known, state] = await Promise.all([runs.get(id), worlds.get(id)]);
        if (known && !(this.#doubtful.has(id) && isSame(state, world))) throw runExists(known);
        await settled(transaction, [
          () => runs.put(summary),
          () => worlds.put(world, id),
          ...records.map((record) => () => transaction.objectStore('records').put(record, [id, record.generation])),
          ...[...needed].map(
            ([hash, content]) =>
              () =>
                transaction.objectStore('blobs').put(content, [id, hash]),
          ),
        ]);
      },
      bytes,
    );
  }

  append(id: string, step: GenerationStep): Promise<void> {
    const { record, world, newBlobs, savedAt } = step;
    const key: [string, number] = [id, record.generation];
    return this.#write(id, async (transaction) => {
      const [runs, records, worlds, blobs] = [
        transaction.objectStore('runs'),
        transaction.objectStore('records'),
        transaction.objectStore('worlds'),
        transaction.objectStore('blobs'),
      ];
      const [summary, held, page] = await Promise.all([runs.get(id), blobs.getAllKeys(keysOf(id)), records.get(key)]);
      if (!summary) throw runUnknown(id);
      const isKept = this.#doubtful.has(id) && isStepKept(step, { record: page, world: await worlds.get(id) });
      if (!isKept) requireNext(summary, record.generation);
      const needed = blobsInUse(world);
      await settled(transaction, [
        () => records.put(record, key),
        () => worlds.put(world, id),
        () => runs.put({ ...summary, generations: record.generation, savedAt }),
        ...[...neededBlobs(world, newBlobs)].map(
          ([hash, bytes]) =>
            () =>
              blobs.put(bytes, [id, hash]),
        ),
        ...held.filter(([, hash]) => !needed.has(hash)).map((old) => () => blobs.delete(old)),
      ]);
    });
  }

  async amend(id: string, generation: number, events: readonly Event[]): Promise<void> {
    await this.#write(id, async (transaction) => {
      const records = transaction.objectStore('records');
      const record = await records.get([id, generation]);
      if (!record) throw runUnknown(`${id}, generation ${generation}`);
      const before = this.#amending.get(events) ?? record.events.length;
      if (record.events.length > before && isSame(record.events.slice(before), events)) return;
      this.#amending.set(events, before);
      const amended = { ...record, events: [...record.events, ...events] };
      await settled(transaction, [() => records.put(amended, [id, generation])]);
    });
    this.#amending.delete(events);
  }

  readRecords(id: string, from: number, to: number): Promise<GenerationRecord[]> {
    return this.#read(async (transaction) => {
      const range = IDBKeyRange.bound([id, from], [id, Math.max(from, to)]);
      const [summary, records] = await Promise.all([
        transaction.objectStore('runs').get(id),
        transaction.objectStore('records').getAll(range),
      ]);
      if (!summary) throw runUnknown(id);
      return records.filter(({ generation }) => generation <= to);
    });
  }

  readWorld(id: string): Promise<Checkpoint> {
    return this.#read(async (transaction) => {
      const blobs = transaction.objectStore('blobs');
      const [stored, keys, bytes] = await Promise.all([
        transaction.objectStore('worlds').get(id),
        blobs.getAllKeys(keysOf(id)),
        blobs.getAll(keysOf(id)),
      ]);
      if (!stored) throw runUnknown(id);
      const parsed = worldSchema.safeParse(stored);
      if (!parsed.success)
        throw journalDamaged(`its saved state does not fit this lab (${parsed.error.issues[0]!.message})`);
      return { world: parsed.data, blobs: new Map(keys.map(([, hash], i) => [hash, bytes[i]!])) };
    });
  }

  rename(id: string, name: string): Promise<void> {
    return this.#write(id, async (transaction) => {
      const runs = transaction.objectStore('runs');
      const summary = await runs.get(id);
      if (!summary) throw runUnknown(id);
      await settled(transaction, [() => runs.put({ ...summary, name })]);
    });
  }

  async delete(id: string): Promise<void> {
    let wasThere = false;
    return this.#write(id, async (transaction) => {
      const isThere = (await transaction.objectStore('runs').getKey(id)) !== undefined;
      if (!isThere && !wasThere) throw runUnknown(id);
      wasThere = true;
      await forgetIn(transaction, id);
    });
  }

  stage(id: string, part: IntakePart): Promise<void> {
    return this.#write(id, (transaction) => stageIn(transaction, id, part), part.bytes);
  }

  commit(end: IntakeEnd): Promise<void> {
    return this.#write(end.summary.id, (transaction) => commitIn(transaction, end));
  }

  abandon(id: string): Promise<void> {
    return this.#write(id, (transaction) => forgetIn(transaction, id));
  }

  async sweep(): Promise<void> {
    for (const id of await this.#read(leftIn)) await this.abandon(id);
  }

  async close(): Promise<void> {
    this.#database?.close();
    this.#database = null;
  }

  #read<T>(access: (transaction: Transaction<'readonly'>) => Promise<T>): Promise<T> {
    return this.#do('readonly', access, this.#patienceMs, () => undefined);
  }

  /** @param bytes about how much is written, where it may be much */
  #write<T>(id: string, access: (transaction: Transaction<'readwrite'>) => Promise<T>, bytes = 0): Promise<T> {
    const limitMs = this.#patienceMs + (bytes / 1e6) * PATIENCE_PER_MB_MS;
    return this.#do('readwrite', access, limitMs, () => this.#doubtful.add(id));
  }

  /**
   * Runs one access on an open connection, and says in the lab's words what went wrong. On a connection that is gone or
   * does not answer it is tried once more, on a new one.
   * @param onGone what the access did may or may not be kept
   */
  async #do<Mode extends 'readonly' | 'readwrite', T>(
    mode: Mode,
    access: (transaction: Transaction<Mode>) => Promise<T>,
    limitMs: number,
    onGone: () => void,
  ): Promise<T> {
    const attempt = async (database: LabDatabase) =>
      within(database.transaction(ALL, mode) as Transaction<Mode>, access, limitMs);
    try {
      const database = await this.#connection();
      try {
        return await attempt(database);
      } catch (thrown) {
        if (!isConnectionLost(thrown) && !isAborted(thrown)) throw thrown;
        onGone();
        this.#drop(database);
        return await attempt(await this.#connection());
      }
    } catch (thrown) {
      throw this.#hasOpened && isNewer(thrown) ? storageTaken() : storageError(thrown);
    }
  }

  /** The open connection, or a new one, which all who wait for it share. */
  async #connection(): Promise<LabDatabase> {
    if (this.#database) return this.#database;
    let opened: LabDatabase | null = null;
    this.#opening ??= openDatabase(this.#name, () => opened && this.#drop(opened)).finally(() => {
      this.#opening = null;
    });
    opened = await this.#opening;
    this.#database = opened;
    this.#hasOpened = true;
    return opened;
  }

  /** Forgets a connection that is gone, unless a newer one has taken its place. */
  #drop(database: LabDatabase): void {
    if (this.#database === database) this.#database = null;
    database.close();
  }
}

/** A browser that closes a connection aborts its transactions first, and gives no reason. */
function isAborted(thrown: unknown): boolean {
  return (thrown as { name?: string } | null)?.name === 'AbortError';
}
