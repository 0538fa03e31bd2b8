/** The finder on real graphs: 28 sites on micro, and a graph it does not know fails with the nodes printed. */
import { describe, expect, test } from 'vitest';
import { find } from '../../src/host/find/find.ts';
import { decodeModel, type Model } from '../../src/host/onnx/model.ts';
import { filesIn, MICRO } from './files.ts';
import { configIn } from './hosts.ts';

const ROLES = ['q', 'k', 'v', 'o', 'gate', 'up', 'down'];

async function modelIn(folder: string): Promise<Model> {
  return decodeModel(await filesIn(folder).read('onnx/model.onnx'));
}

describe.each([
  'micro',
  'qwen3-genai-fp32',
  'qwen3-genai-qdq',
  'qwen2-genai-webgpu-q4',
  'qwen2-optimum-q4',
  'llama-optimum-fp32',
  'gemma3-genai-fp32',
  'phi3-genai-fp32',
  'phi3-optimum-fp32',
  'familyD-qwen3-q4',
  'qwen3-genai-fp16',
  'qwen3-genai-q4f16-gqanorm',
  'gemma3-genai-q4f16',
  'llama-optimum-fp16',
])('%s', (name) => {
  const folder = name === 'micro' ? MICRO : `tests/fixtures/hosts/${name}`;

  // The exporters' names are not used by the finder, so they can judge it.
  test('finds by structure what the exporter named', async () => {
    const config = await configIn(folder);
    const { sites, head, unused } = find(await modelIn(folder), config);
    expect(sites.map(({ projection }) => projection)).toEqual(
      Array.from({ length: config.layers }, () => ROLES).flat(),
    );
    for (const { layer, projection, linear } of sites) {
      const { name: nodeName } = linear.exit;
      expect(nodeName).toContain(`layers.${layer}/`);
      expect(nodeName).toMatch(new RegExp(`/(${projection}_proj|qkv_proj|gate_up_proj)/`));
      if (nodeName.includes('qkv_proj')) expect(['q', 'k', 'v']).toContain(projection);
      if (nodeName.includes('gate_up_proj')) expect(['gate', 'up']).toContain(projection);
    }
    expect(head.exit.name).toContain('lm_head');
    expect(unused).toEqual([]);
  });
});

test('layers with a convolution in place of attention have the three projections of their MLP', async () => {
  const folder = 'tests/fixtures/hosts/lfm2-genai-q4';
  const { sites, unused } = find(await modelIn(folder), await configIn(folder));
  const mlp = ROLES.slice(4);
  expect(sites.map(({ layer, projection }) => `${layer}.${projection}`)).toEqual(
    [mlp, ROLES, mlp, ROLES].flatMap((roles, layer) => roles.map((role) => `${layer}.${role}`)),
  );
  expect(unused.map(({ exit }) => exit.name.replace(/_Q4$/, ''))).toEqual(
    [0, 2].flatMap((layer) => ['in', 'out'].map((side) => `/model/layers.${layer}/conv/${side}_proj/MatMul`)),
  );
  expect(sites.find(({ projection }) => projection === 'o')!.module).toBe('model.layers.1.self_attn.out_proj');
});

describe('what it does not know fails loudly', () => {
  const unreadable = (text: string): unknown =>
    expect.objectContaining({ code: 'host-unreadable', message: expect.stringContaining(text) as string });

  test('sizes other than the config says', async () => {
    const config = await configIn(MICRO);
    const model = await modelIn(MICRO);
    expect(() => find(model, { ...config, intermediate: 500 })).toThrow(unreadable('gate_proj/MatMul') as Error);
    expect(() => find(model, { ...config, layers: 5 })).toThrow(unreadable('5 layers') as Error);
    expect(() => find(model, { ...config, vocabulary: 511 })).toThrow(unreadable('head') as Error);
  });

  test('a projection that is no linear map, with the nodes around it', async () => {
    const model = await modelIn(MICRO);
    const nodes = model.graph.nodes.map((node) =>
      node.name.includes('layers.2/attn/v_proj') ? { ...node, opType: 'Conv' } : node,
    );
    const broken = { ...model, graph: { ...model.graph, nodes } };
    const config = await configIn(MICRO);
    expect(() => find(broken, config)).toThrow(unreadable('Conv /model/layers.2/attn/v_proj') as Error);
  });
});
