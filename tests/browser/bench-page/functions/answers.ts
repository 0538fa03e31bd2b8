/** Whole answers in a browser's worker, to be compared between runtimes: rows that end at their own time, greedy and drawn. */
import { random } from '../../../../src/base/random.ts';
import { decodeAll } from '../../../../src/host/decode/decode.ts';
import { prepareGraph } from '../../../../src/host/session/prepare.ts';
import { openDecoder } from '../../../../src/host/session/variants.ts';
import { siteFiles } from '../../../../src/host/web.ts';
import { between, gpuTraffic } from '../gpu-counter.ts';
import { sharedRuntime } from '../runtime.ts';
import { distinctAdapters, promptOf } from '../steps.ts';

/**
 * Answers of rows of different lengths, some bare, some drawn at temperature 1, all of which stop after a length of their
 * own; and bytes a row and step that came down, prompts and all.
 * @param folder  relative to the site, such as 'hosts/micro/'
 */
export async function answersOf(
  folder: string,
  prefer: 'wasm' | 'webgpu',
  { rows, tokens }: { rows: number; tokens: number },
): Promise<{ answers: number[][]; down: number }> {
  const files = siteFiles(new URL(`../${folder}`, self.location.href).href);
  const runtime = await sharedRuntime({ prefer, threads: 1 });
  const decoder = await openDecoder(await prepareGraph(files), runtime);
  const adapters = distinctAdapters(decoder.sites, 3, rows);
  const requests = adapters.map((adapter, row) => ({
    prompt: promptOf(row).slice(0, 4 + 2 * (row % 3)),
    adapter: row % 3 === 1 ? null : adapter,
    maxNewTokens: 1 + ((row * 3) % tokens),
    temperature: row % 2,
    topP: 1,
    random: random('tests', 'answers', row),
  }));
  const before = gpuTraffic();
  const answers = await decodeAll({ ...decoder, rules: { ...decoder.rules, endTokens: [] } }, requests);
  const { down } = between(before, gpuTraffic());
  await decoder.session.release();
  return { answers: answers.map((answer) => answer.tokens), down: down / rows / tokens };
}
