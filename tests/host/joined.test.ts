/**
 * The graph that a graphics device answers with, here on onnxruntime-node: grafted with the Bs of a group as one input, it
 * has the golden logits, whether its projections are packed or not, of halves or packed weights.
 */
import { expect, it } from 'vitest';
import { readPeft } from '../../src/host/adapters/peft.ts';
import { nodeRuntime } from '../../src/host/node.ts';
import { graftJoined } from '../../src/host/passes/joined.ts';
import { prepareGraph } from '../../src/host/session/prepare.ts';
import { openDecoder } from '../../src/host/session/variants.ts';
import { filesIn, MICRO } from './files.ts';
import { differenceFromGolden, Golden } from './hosts.ts';

const fixture = (name: string) => ({
  name,
  host: `tests/fixtures/hosts/${name}`,
  golden: `tests/fixtures/hosts/${name}`,
});
const HOSTS = [
  { name: 'micro', host: MICRO, golden: 'tests/golden/micro' },
  fixture('qwen3-genai-webgpu-q4'),
  fixture('qwen2-genai-webgpu-q4'),
  fixture('phi3-genai-fp32'),
  fixture('llama-optimum-fp16'),
  fixture('lfm2-genai-q4'),
];

it.each(HOSTS)('$name', async ({ host, golden: folder }) => {
  const prepared = await prepareGraph(filesIn(host));
  const decoder = await openDecoder(prepared, nodeRuntime(2), { joined: true });
  const adapter = readPeft(decoder.sites, await filesIn(folder).read('adapter/adapter_model.safetensors'), 8);
  const golden = await Golden.read(folder);
  for (const worn of [adapter, null]) expect(await differenceFromGolden(decoder, golden, worn, 6)).toBeLessThan(1e-4);
  await decoder.session.release();
});

it('takes fewer nodes: five where three maps read one tensor, three where they are packed', async () => {
  const counts: number[] = [];
  for (const { host } of HOSTS.slice(0, 2)) {
    const { trimmed, grafted, found, groups } = await prepareGraph(filesIn(host));
    const { model, joins } = graftJoined(trimmed, found, groups);
    const nodes = (of: typeof model) => of.graph.nodes.filter(({ opType }) => opType !== 'Constant').length;
    const layers = new Set(found.sites.map(({ layer }) => layer)).size;
    expect(joins.length).toBe(2 * layers);
    counts.push((nodes(model) - nodes(trimmed)) / layers, (nodes(grafted) - nodes(trimmed)) / layers);
  }
  expect(counts).toEqual([5 + 3 + 5 + 3, 8 + 3 + 6 + 3, 3 + 3 + 5 + 3, 7 + 3 + 6 + 3]);
});
