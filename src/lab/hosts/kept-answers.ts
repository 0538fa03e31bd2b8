/** First answers of hosts, kept in a database of this browser; they are no part of any run. */
import type { DBSchema } from 'idb';
import type { FirstAnswers, KeptAnswer } from '../../host/index.ts';
import { SideDatabase } from '../../record/store/side-database.ts';

interface AnswerSchema extends DBSchema {
  /** by the name of host and device */
  answers: { key: string; value: KeptAnswer };
}

const DATABASE = 'evolora-first-answers';
/** How long the browser may take, ms: a host is opened without them rather than late. */
const PATIENCE_MS = 2000;

export class KeptAnswers implements FirstAnswers {
  readonly #side = new SideDatabase<AnswerSchema>({ name: DATABASE, stores: ['answers'], patienceMs: PATIENCE_MS });

  async get(name: string): Promise<unknown> {
    return this.#side.within((database) => database.get('answers', name));
  }

  async keep(name: string, answer: KeptAnswer): Promise<void> {
    await this.#side.within((database) => database.put('answers', answer, name));
  }
}
