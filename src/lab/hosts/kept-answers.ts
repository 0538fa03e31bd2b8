/** First answers of hosts, kept in a database of this browser; they are no part of any run. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { FirstAnswers, KeptAnswer } from '../../host/index.ts';
import { withinTime } from '../../record/store/patience.ts';

interface AnswerSchema extends DBSchema {
  /** by the name of host and device */
  answers: { key: string; value: KeptAnswer };
}

const DATABASE = 'evolora-first-answers';
/** How long the browser may take, ms: a host is opened without them rather than late. */
const PATIENCE_MS = 2000;

export class KeptAnswers implements FirstAnswers {
  #opening: Promise<IDBPDatabase<AnswerSchema>> | null = null;

  async get(name: string): Promise<unknown> {
    return withinTime(
      this.#database().then((database) => database.get('answers', name)),
      PATIENCE_MS,
    );
  }

  async keep(name: string, answer: KeptAnswer): Promise<void> {
    await withinTime(
      this.#database().then((database) => database.put('answers', answer, name)),
      PATIENCE_MS,
    );
  }

  #database(): Promise<IDBPDatabase<AnswerSchema>> {
    this.#opening ??= openDB<AnswerSchema>(DATABASE, 1, {
      upgrade: (database) => {
        // What another version of the lab left may be there already.
        if (!database.objectStoreNames.contains('answers')) database.createObjectStore('answers');
      },
      blocking: () => void this.#close(),
      terminated: () => {
        this.#opening = null;
      },
    });
    return this.#opening;
  }

  /** Gives way to a newer lab; the next access opens it anew. */
  async #close(): Promise<void> {
    const database = await this.#opening?.catch(() => null);
    this.#opening = null;
    database?.close();
  }
}
