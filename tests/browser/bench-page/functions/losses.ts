/** A graphics device that is destroyed in the middle of work, in a browser's worker. */
import { random } from '../../../../src/base/random.ts';
import { decodeAll } from '../../../../src/host/decode/decode.ts';
import { prepareGraph } from '../../../../src/host/session/prepare.ts';
import { openDecoder, openTrainer } from '../../../../src/host/session/variants.ts';
import { siteFiles } from '../../../../src/host/web.ts';
import { benchRuntime } from '../runtime.ts';
import { distinctAdapters, promptOf } from '../steps.ts';

export type Doing = 'opening' | 'answering' | 'training';

/**
 * What work ends with when the device is destroyed so many milliseconds after it began: `done`, or the code of the error.
 * @param folder  relative to the site, such as 'hosts/micro/'
 */
export async function endOf(folder: string, doing: Doing, afterMs: readonly number[]): Promise<string[]> {
  const prepared = await prepareGraph(siteFiles(new URL(`../${folder}`, self.location.href).href));
  const ends: string[] = [];
  for (const ms of afterMs) {
    const runtime = await benchRuntime({ prefer: 'webgpu' });
    const open = doing === 'training' ? openTraining : openAnswering;
    const prepare = async () => (await open(prepared, runtime))();
    // Opened beforehand, unless opening is what is interrupted.
    const work = doing === 'opening' ? prepare : await open(prepared, runtime);
    const timer = setTimeout(() => void runtime.dispose(), ms);
    ends.push(await endOfWork(work()));
    clearTimeout(timer);
    await runtime.dispose();
  }
  return ends;
}

/**
 * The same where the device refuses a buffer, as one without memory does.
 * @param after  so many more buffers are granted
 */
export async function endWhereRefused(folder: string, doing: Doing, after: number): Promise<string> {
  const prepared = await prepareGraph(siteFiles(new URL(`../${folder}`, self.location.href).href));
  const runtime = await benchRuntime({ prefer: 'webgpu' });
  const open = doing === 'training' ? openTraining : openAnswering;
  const prepare = async () => (await open(prepared, runtime))();
  const work = doing === 'opening' ? prepare : await open(prepared, runtime);
  const device = runtime.gpu!;
  const granted = device.createBuffer.bind(device);
  let asked = 0;
  device.createBuffer = (wish) =>
    granted(asked++ === after ? { ...wish, size: 4 * device.limits.maxBufferSize, mappedAtCreation: false } : wish);
  try {
    return await endOfWork(work());
  } finally {
    await runtime.dispose();
  }
}

function endOfWork(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (thrown: unknown) => (thrown as { code?: string }).code ?? String(thrown),
  );
}

type Opening = (...args: Parameters<typeof openDecoder>) => Promise<() => Promise<unknown>>;

const openAnswering: Opening = async (prepared, runtime) => {
  const decoder = await openDecoder(prepared, runtime);
  const requests = distinctAdapters(decoder.sites, 4, 3).map((adapter, row) => ({
    prompt: promptOf(row).slice(0, 4 + row),
    adapter,
    maxNewTokens: 200 + row,
    temperature: row % 2,
    topP: 0.9,
    random: random('tests', 'losses', row),
  }));
  return () => decodeAll({ ...decoder, rules: { ...decoder.rules, endTokens: [] } }, requests);
};

const openTraining: Opening = async (prepared, runtime) => {
  const { trainer, sites } = await openTrainer(prepared, runtime);
  const rows = distinctAdapters(sites, 4, 2).map((adapter, row) => {
    const tokens = promptOf(row).slice(0, 20);
    return { tokens, weights: Float32Array.from(tokens, () => 1), adapter };
  });
  return async () => {
    for (let pass = 0; pass < 40; pass++) await trainer.run(rows);
  };
};
