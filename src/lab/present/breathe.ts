/**
 * Lets what waits at the worker's door in: pause, a tweak, a request for records. A run of the model in wasm is one long
 * task and promises alone never leave it, so a command would otherwise wait until the generation is over.
 *
 * A message to oneself takes its turn behind all messages that have already arrived; unlike a timer it is not held back.
 */
import type { Queue } from './run-loop.ts';

const channel = new MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = () => waiting.shift()?.();

/** Resolves in a new task, after the messages that are waiting now. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    channel.port2.postMessage(null);
  });
}

/**
 * Short work that need not wait for the generation under way: it is done at the next breath, between two steps of the model, or
 * when the queue comes to it, whichever is first. A batch keeps its own caches, so what is done in between changes nothing of it.
 */
export class Interludes {
  #waiting: (() => Promise<void>)[] = [];

  /** @param work  told whether it is done in the middle of other work on the device */
  run<T>(queue: Queue, work: (isBetween: boolean) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject: (reason: unknown) => void) => {
      const between = () => work(true).then(resolve, reject);
      this.#waiting.push(between);
      void queue.run(async () => {
        if (!this.#waiting.includes(between)) return;
        this.#waiting = this.#waiting.filter((other) => other !== between);
        await work(false).then(resolve, reject);
      });
    });
  }

  /** Lets in what waits at the worker's door, and then does what may be done in between. */
  readonly breathe = async (): Promise<void> => {
    await breathe();
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) await next();
  };
}
