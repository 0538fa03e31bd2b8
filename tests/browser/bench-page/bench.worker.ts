/**
 * The worker's half: loads functions/<module>.ts on first use and calls the function that was asked for. One worker
 * lives as long as its page, so a module may keep a loaded host between calls in a variable of its own.
 */
export interface CallRequest {
  id: number;
  module: string;
  name: string;
  args: unknown[];
}

export interface CallAnswer {
  id: number;
  value?: unknown;
  error?: string;
}

type FunctionModule = Record<string, (...args: unknown[]) => unknown>;

const modules = import.meta.glob<FunctionModule>('./functions/*.ts');

self.onmessage = async ({ data }: MessageEvent<CallRequest>) => {
  const answer: CallAnswer = { id: data.id };
  try {
    answer.value = await call(data);
  } catch (error) {
    answer.error = error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  self.postMessage(answer);
};

async function call({ module, name, args }: CallRequest): Promise<unknown> {
  const load = modules[`./functions/${module}.ts`];
  if (!load) throw new Error(`there is no functions/${module}.ts`);
  const found = (await load())[name];
  if (typeof found !== 'function') throw new Error(`functions/${module}.ts exports no function ${name}`);
  return found(...args);
}
