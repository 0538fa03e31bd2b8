/** A run of a contest in a process of its own, and what the two processes say to each other. */
import { fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { z } from 'zod';

/** FLOPs that a run has spent so far. */
const message = z.strictObject({ spent: z.number().min(0) });

export interface Child {
  /** Resolves when the run is whole. Rejects with an Error whose message is what the process said last. */
  done: Promise<void>;
  /** Lets it end cleanly; what it has done so far is kept. */
  stop: () => void;
}

/**
 * Starts this very command in a process of its own. It ends, too, when this process does, however that ends.
 * @param args  words of its command line
 * @param onSpent  told what the run has spent so far, FLOPs
 */
export function startChild(args: readonly string[], onSpent: (flops: number) => void): Child {
  const { script, execArgv } = ownCommand();
  const child = fork(script, args, { execArgv, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let said = '';
  child.stderr!.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  child.on('message', (value) => {
    const told = message.safeParse(value);
    if (told.success) onSpent(told.data.spent);
  });
  const done = new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) return resolve();
      reject(new Error(said.trim().split('\n').slice(-2).join(' ') || `its process ended with ${signal ?? code}`));
    });
  });
  return { done, stop: () => void child.kill('SIGTERM') };
}

/** For the process that runs: tells the one that started it, and hears when it is to stop or is alone. */
export function asChild(): { signal: AbortSignal; tellSpent: (flops: number) => void; leave: () => void } {
  const stopping = new AbortController();
  const stop = () => stopping.abort(new Error('it was stopped'));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
  process.on('disconnect', stop);
  return {
    signal: stopping.signal,
    tellSpent: (spent) => {
      if (process.connected) process.send?.({ spent } satisfies z.infer<typeof message>);
    },
    leave: () => {
      process.off('disconnect', stop);
      if (process.connected) process.disconnect();
    },
  };
}

/** This command once more: built it is this very file, from source it is main.ts through tsx. */
function ownCommand(): { script: string; execArgv: string[] } {
  const here = fileURLToPath(import.meta.url);
  if (!here.endsWith('.ts')) return { script: here, execArgv: [] };
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return { script: join(dirname(here), '..', 'main.ts'), execArgv: ['--import', tsx] };
}
