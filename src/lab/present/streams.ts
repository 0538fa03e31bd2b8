/**
 * The texts of a generation's attempts while they grow. The page is told at most some ten times a second, whatever the
 * pace of the tokens; what is told is also a sign of life while the model keeps the worker's thread busy.
 */
import type { StreamedText } from '../contract.ts';

const LEAST_PAUSE_MS = 80;
/** The texts told of at once: those that grew last. */
const MOST_TEXTS = 64;

export class Streams {
  readonly #tell: (texts: readonly StreamedText[]) => void;
  readonly #now: () => number;
  #texts = new Map<string, StreamedText>();
  #toldMs = -Infinity;

  constructor(tell: (texts: readonly StreamedText[]) => void, now: () => number) {
    this.#tell = tell;
    this.#now = now;
  }

  /** A generation begins, or was given up. */
  clear(): void {
    this.#texts = new Map();
  }

  add(texts: readonly StreamedText[]): void {
    for (const text of texts) {
      const key = `${text.organelle} ${text.prompt}`;
      this.#texts.delete(key);
      this.#texts.set(key, text);
    }
    if (this.#now() - this.#toldMs < LEAST_PAUSE_MS) return;
    this.#toldMs = this.#now();
    this.#tell([...this.#texts.values()].slice(-MOST_TEXTS));
  }
}
