/**
 * Lets what waits at the worker's door in: pause, a tweak, a request for records. A run of the model in wasm is one long
 * task and promises alone never leave it, so a command would otherwise wait until the generation is over.
 *
 * A message to oneself takes its turn behind all messages that have already arrived; unlike a timer it is not held back.
 */
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
