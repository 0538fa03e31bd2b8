/**
 * The page's half: starts the worker and passes calls on. `window.callInWorker(module, name, args)` runs the exported
 * function `name` of functions/<module>.ts in the worker and resolves to what it returns.
 */
import type { CallAnswer, CallRequest } from './bench.worker.ts';

const worker = new Worker(new URL('./bench.worker.ts', import.meta.url), { type: 'module' });
const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
let calls = 0;

worker.onmessage = ({ data }: MessageEvent<CallAnswer>) => {
  const call = waiting.get(data.id);
  waiting.delete(data.id);
  if (data.error === undefined) call?.resolve(data.value);
  else call?.reject(new Error(data.error));
};

worker.onerror = (event) => {
  for (const call of waiting.values()) call.reject(new Error(`the worker failed: ${event.message}`));
  waiting.clear();
};

function callInWorker(module: string, name: string, args: unknown[]): Promise<unknown> {
  const id = ++calls;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    worker.postMessage({ id, module, name, args } satisfies CallRequest);
  });
}

declare global {
  interface Window {
    callInWorker?: typeof callInWorker;
  }
}

window.callInWorker = callInWorker;
