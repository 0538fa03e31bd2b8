/**
 * Packed weights, unpacked once, against the runtime's own kernel for packed ones: product by product in all their forms,
 * and whole hosts. With rounded activations answers are others, and a row's are still its own.
 */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { random } from '../../../src/base/random.ts';
import type { Decoder } from '../../../src/host/decode/decode.ts';
import { nodeRuntime } from '../../../src/host/node.ts';
import { DataType, decodeModel, encodeModel, type Model, type Node } from '../../../src/host/onnx/model.ts';
import { raisedRest } from '../../../src/host/onnx/opset.ts';
import { Writer } from '../../../src/host/onnx/wire.ts';
import { attr, MICROSOFT } from '../../../src/host/onnx/writer.ts';
import { unpackedBytes, withUnpackedWeights } from '../../../src/host/passes/unpack.ts';
import { sessionExtras, type Held, type Runtime } from '../../../src/host/runtime/runtime.ts';
import { checkHost, logitsOf } from '../../../src/host/session/check.ts';
import { loadHost, type Host, type LoadOptions } from '../../../src/host/session/host.ts';
import { prepareGraph } from '../../../src/host/session/prepare.ts';
import { openDecoder } from '../../../src/host/session/variants.ts';
import { bytes, floats, node } from '../differentiate/one-op.ts';
import { filesIn } from '../files.ts';
import { largestDifference, someAdapter } from '../hosts.ts';

const PACKED: Runtime = { ...nodeRuntime(2), unpackBytes: 0 };
const UNPACKED: Runtime = { ...nodeRuntime(2), unpackBytes: 1e9 };
const FIXTURES = [
  'qwen2-optimum-q4',
  'qwen2-genai-webgpu-q4',
  'qwen3-genai-qdq',
  'qwen3-genai-q4f16-gqanorm',
  'gemma3-genai-q4f16',
  'familyD-qwen3-q4',
  'lfm2-genai-q4',
];

describe('one product', () => {
  const draw = random('unpack');
  const OUTPUTS = 3;
  const some = (length: number): number[] => Array.from({ length }, () => draw.normal());
  const noise = (length: number): Uint8Array => Uint8Array.from({ length }, () => draw.integer(0, 255));

  function model(bits: number, inputs: number, zeros: string, more: { bias?: boolean; order?: boolean } = {}): Model {
    const block = 16;
    const blocks = Math.ceil(inputs / block);
    const packedZeros = OUTPUTS * Math.ceil((blocks * bits) / 8);
    const order = ints32(
      'g',
      [...Array(inputs).keys()].map((k) => Math.floor(k / block)),
    );
    const given = ['x', 'q', 's', zeros === 'none' ? '-' : 'z', more.order ? 'g' : '-', more.bias ? 'b' : '-'];
    const settings = Object.entries({ K: inputs, N: OUTPUTS, bits, block_size: block }).map(([name, i]) =>
      attr.int(name, i),
    );
    const graph = {
      nodes: [node('MatMulNBits', given.join(' '), 'y', settings, MICROSOFT)],
      initializers: [
        bytes('q', [OUTPUTS, blocks, (block * bits) / 8], noise((OUTPUTS * blocks * block * bits) / 8)),
        floats('s', zeros === 'none' ? [OUTPUTS * blocks] : [OUTPUTS, blocks], some(OUTPUTS * blocks)),
        ...(zeros === 'packed' ? [bytes('z', [packedZeros], noise(packedZeros))] : []),
        ...(zeros === 'fractions' ? [floats('z', [OUTPUTS, blocks], some(OUTPUTS * blocks))] : []),
        ...(more.order ? [order] : []),
        ...(more.bias ? [floats('b', [OUTPUTS], some(OUTPUTS))] : []),
      ],
      inputs: [{ name: 'x', elementType: DataType.float, shape: ['rows', 'tokens', inputs] }],
      outputs: [{ name: 'y', elementType: DataType.float, shape: ['rows', 'tokens', OUTPUTS] }],
      rest: [],
    };
    const opsets = [
      { domain: '', version: 17 },
      { domain: MICROSOFT, version: 1 },
    ];
    return { graph, opsets, rest: [new Writer().varint(1, 10).bytes(), ...raisedRest({ graph, opsets, rest: [] })] };
  }

  async function run(one: Model, held: Held, inputs: number): Promise<Float32Array> {
    const extra = sessionExtras(held);
    const session = await InferenceSession.create(encodeModel(one), { extra, logSeverityLevel: 3 });
    const x = Float32Array.from({ length: 2 * 5 * inputs }, (_, i) => Math.sin(1 + i * i));
    return (await session.run({ x: new Tensor('float32', x, [2, 5, inputs]) }))['y']!.data as Float32Array;
  }

  const lengths = { 'two blocks': 32, 'an odd number of blocks': 48, 'a last block that is not full': 40 };
  const cases = [4, 8].flatMap((bits) =>
    Object.entries(lengths).flatMap(([name, inputs]) =>
      // the runtime takes fractions with 4 bits only
      (bits === 4 ? ['none', 'packed', 'fractions'] : ['none', 'packed']).map(
        (zeros) => [bits, name, zeros, inputs] as const,
      ),
    ),
  );
  test.each(cases)('%i bits, %s, zero points: %s', async (bits, _, zeros, inputs) => {
    for (const bias of [false, true]) {
      const packed = model(bits, inputs, zeros, { bias });
      const unpacked = withUnpackedWeights(packed);
      expect(unpacked.graph.nodes.map(({ opType }) => opType)).not.toContain('MatMulNBits');
      expect(unpacked.graph.initializers.map(({ name }) => name)).not.toContain('q');
      expect(unpackedBytes(packed)).toBe(4 * OUTPUTS * inputs);
      const there = await run(packed, 'packed', inputs);
      const here = await run(unpacked, 'unpacked', inputs);
      expect(largestDifference([here], [there])).toBeLessThan(1e-6 * Math.max(...there.map(Math.abs)));
    }
  });

  test('groups in another order and other widths stay packed', () => {
    const ordered = model(4, 32, 'none', { order: true });
    expect(withUnpackedWeights(ordered)).toBe(ordered);
    const wide = model(2, 32, 'none');
    expect(withUnpackedWeights(wide)).toBe(wide);
    expect(unpackedBytes(ordered) + unpackedBytes(wide)).toBe(0);
  });

  function ints32(name: string, values: readonly number[]): Model['graph']['initializers'][number] {
    return {
      name,
      dims: [values.length],
      dataType: DataType.int32,
      data: new Uint8Array(Int32Array.from(values).buffer),
    };
  }
});

/** The runtime, and the graphs that it was given. */
function watched(runtime: Runtime): { runtime: Runtime; given: { nodes: readonly Node[]; held: Held | undefined }[] } {
  const given: { nodes: readonly Node[]; held: Held | undefined }[] = [];
  const createSession: Runtime['createSession'] = (bytesOfModel, options) => {
    given.push({ nodes: decodeModel(bytesOfModel).graph.nodes, held: options?.held });
    return runtime.createSession(bytesOfModel, options);
  };
  return { runtime: { ...runtime, createSession }, given };
}

const PROMPTS = [19, 4, 11].map((length, i) => Array.from({ length }, (_, j) => 3 + ((7 * i + 5 * j) % 50)));

function rowsOn(decoder: Decoder): { prompt: number[]; adapter: ReturnType<typeof someAdapter> | null }[] {
  const equal = decoder.padding === 'equal';
  return PROMPTS.map((prompt, i) => ({
    prompt: equal ? PROMPTS[0]!.map((token) => token + i) : prompt,
    adapter: i === 1 ? null : someAdapter(decoder.sites, 1 + i, i),
  }));
}

describe.each(FIXTURES)('%s', (name) => {
  const prepare = (): ReturnType<typeof prepareGraph> => prepareGraph(filesIn(`tests/fixtures/hosts/${name}`));

  test('unpacked it gives the logits of the runtime’s own packed kernel', async () => {
    const { runtime, given } = watched(UNPACKED);
    const [unpacked, packed] = [
      await openDecoder(await prepare(), runtime),
      await openDecoder(await prepare(), PACKED),
    ];
    expect(given[0]!.held).toBe('unpacked');
    expect(given[0]!.nodes.map(({ opType }) => opType)).not.toContain('MatMulNBits');
    const [here, there] = [await logitsOf(unpacked, rowsOn(unpacked), 5), await logitsOf(packed, rowsOn(packed), 5)];
    here.forEach((row, i) => expect(largestDifference(row, there[i]!)).toBeLessThan(2e-5));
    expect((await checkHost(unpacked, 'node', undefined)).rules).toMatchObject({ leastRows: 1 });
  });

  test('rounded it gives others, and each row its own to the bit', async () => {
    const fast = { ...(await prepare()), precision: 'fast' as const };
    const [rounded, packed] = [await openDecoder(fast, UNPACKED), await openDecoder(await prepare(), PACKED)];
    const rows = rowsOn(rounded);
    const { rules } = await checkHost(rounded, 'node', undefined);
    const decoder = { ...rounded, ...rules };
    const [together, exact] = [await logitsOf(decoder, rows, 5), await logitsOf(packed, rows, 5)];
    const off = largestDifference(together[0]!.slice(0, 1), exact[0]!.slice(0, 1));
    expect(off).toBeGreaterThan(1e-4);
    expect(off).toBeLessThan(0.3);
    const others = rows.map((row, i) => (i === 0 ? row : { ...row, prompt: row.prompt.map((token) => token + 1) }));
    expect((await logitsOf(decoder, others, 5))[0]).toEqual(together[0]);
    for (const [i, row] of rows.entries()) {
      const company = Array.from({ length: rules.leastRows }, () => row);
      const [alone] = await logitsOf(decoder, company, 5);
      // Padding on the left moves sums to other places, unpacked weights or packed.
      if (rules.padding === 'right' || rules.padding === 'equal') expect(alone).toEqual(together[i]);
      else expect(largestDifference(alone!, together[i]!)).toBeLessThan(1e-5);
    }
  });
});

describe('a host', () => {
  const tokenizer = { encodePrompt: () => [5, 9, 14], encodeText: () => [5], decodeText: () => '' };
  const open = (options: Pick<LoadOptions, 'runtime' | 'precision'>, fixture = FIXTURES[0]!): Promise<Host> =>
    loadHost({ name: 'some', files: filesIn(`tests/fixtures/hosts/${fixture}`), tokenizer, ...options });

  test('says how its weights are held; its name tells rounded numbers from exact ones and nothing else', async () => {
    const hosts = [
      await open({ runtime: UNPACKED }),
      await open({ runtime: PACKED }),
      await open({ runtime: UNPACKED, precision: 'fast' }),
    ];
    expect(hosts.map(({ backend }) => backend.notes[0])).toEqual([
      expect.stringMatching(/unpacked into 1 MB of memory: exact/),
      expect.stringMatching(/stay packed, since unpacked they take 1 MB and 0 MB are allowed/),
      expect.stringMatching(/rounded to 8 bits: fast, and not exact/),
    ]);
    const [first, second, fast] = hosts.map(({ identity }) => identity);
    expect(second).toEqual(first);
    expect(first).not.toHaveProperty('precision');
    expect(fast).toEqual({ ...first, precision: 'fast' });
    await Promise.all(hosts.map((host) => host.dispose()));
  });

  test('says nothing of weights that are not packed', async () => {
    const host = await open({ runtime: UNPACKED, precision: 'fast' }, 'llama-optimum-fp32');
    expect(host.backend.notes).not.toContainEqual(expect.stringContaining('weights'));
    await host.dispose();
  });
});
