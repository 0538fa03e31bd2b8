/**
 * A real language model by its name, from a hub of the tests' own, over a line that breaks twenty times at random bytes, ten of
 * them before the command is given up and given again: it comes to the same hash, and answers as PyTorch's golden values say.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { random } from '../../src/base/random.ts';
import { hubFolder } from '../../src/cli/hub/hub-host.ts';
import { folderFiles, openHost } from '../../src/host/node.ts';
import { decoderIn, differenceFromGolden, Golden } from '../host/hosts.ts';
import { filesIn, TestHub } from '../support/hub-server.ts';
import { GRAPH, smollm2Folder } from './smollm2.ts';

const NAME = 'HuggingFaceTB/SmolLM2-135M-Instruct';
const WEIGHTS = `${GRAPH}_data`;
const BREAKS = 20;
/** Rows of logits that the golden values keep of each prompt. */
const ROWS = 2;

let hub: TestHub;
let cache: string;
beforeAll(async () => {
  [hub, cache] = [await TestHub.start(), await mkdtemp(join(tmpdir(), 'evolora-smollm2-'))];
  const files = await filesIn(smollm2Folder());
  hub.put(
    NAME,
    [...files].filter(([path]) => !path.startsWith('golden') && !path.startsWith('adapter/')),
  );
});
afterAll(async () => {
  await hub?.close();
  await rm(cache, { recursive: true, force: true });
});

const fetching = () => hubFolder(`hub:${NAME}`, {}, { EVOLORA_CACHE: cache, EVOLORA_HUB: hub.address });
const hashOf = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
};

it('comes to the same hash over twenty breaks, nothing twice, and answers', async () => {
  const draw = random('smollm2', 'breaks');
  let breaks = 0;
  let isDead = false;
  hub.breaksAfter = ({ from, path }, bytes) => {
    if (from !== 'cdn' || !path.includes(WEIGHTS)) return null;
    if (isDead) return 0;
    if (breaks === BREAKS) return null;
    breaks++;
    if (breaks === BREAKS / 2) isDead = true;
    return draw.integer(1, Math.min(bytes - 1, 14_000_000));
  };
  await expect(fetching()).rejects.toMatchObject({ code: 'hub-unreachable' });
  isDead = false;
  const found = await fetching();
  expect(breaks).toBe(BREAKS);
  const starts = hub.asked
    .filter(({ from, path, headers }) => from === 'cdn' && path.includes(WEIGHTS) && headers.range !== undefined)
    .map(({ headers }) => Number(/^bytes=(\d+)-$/.exec(headers.range!)![1]));
  expect(starts).toEqual([...starts].sort((a, b) => a - b));
  expect(new Set(starts).size).toBe(BREAKS); // where it broke; the dead line is asked at one place
  console.log(
    `${BREAKS} breaks, gone on with at ${[...new Set(starts)].map((at) => (at / 1e6).toFixed(1)).join(', ')} MB`,
  );
  for (const path of [GRAPH, WEIGHTS, 'tokenizer.json', 'config.json'])
    expect(await hashOf(join(found.folder, path))).toBe(await hashOf(join(smollm2Folder(), path)));
  const decoder = await decoderIn(found.folder, found.model);
  const difference = await differenceFromGolden(decoder, await Golden.read(smollm2Folder()), null, ROWS);
  console.log(`logits of what came: ${difference.toExponential(1)} at most from PyTorch’s`);
  expect(difference).toBeLessThan(2e-4);
});

it('is opened by its name, offline, and says what is so', async () => {
  const asked = hub.asked.length;
  const { folder, name, model } = await fetching();
  expect(hub.asked).toHaveLength(asked);
  const host = await openHost({ name, model, files: folderFiles(folder), threads: 2 });
  const prompt = host.encodePrompt('What is the capital of France?');
  const greedy = { maxNewTokens: 24, temperature: 0, topP: 1, random: { uniform: Math.random } };
  const [answer] = await host.decode([{ prompt, adapter: null, ...greedy }]);
  const text = host.decodeText(answer!.tokens);
  console.log(`${name}: ${JSON.stringify(text)}`);
  expect(text).toContain('Paris');
  await host.dispose();
});
