/** Embeddings against PyTorch: the head's weights times what the head reads are the golden logits. */
import { beforeAll, describe, expect, test } from 'vitest';
import { random } from '../../src/base/random.ts';
import { embedAll } from '../../src/host/decode/embed.ts';
import { find } from '../../src/host/find/find.ts';
import { decodeModel, type TensorProto } from '../../src/host/onnx/model.ts';
import { filesIn, MICRO } from './files.ts';
import { configIn, decoderIn, Golden, largestDifference, openMicro, type TestDecoder } from './hosts.ts';

const PATH = 'onnx/model.onnx';

/** The head's W [hidden, vocabulary], straight from the file. */
async function headWeights(folder: string): Promise<Float32Array> {
  const model = decodeModel(await filesIn(folder).read(PATH));
  const name = find(model, await configIn(folder)).head.entry.inputs[1];
  const bytes = await bytesOf(
    folder,
    model.graph.initializers.find((initializer) => initializer.name === name)!,
  );
  return new Float32Array(bytes.slice().buffer);
}

async function bytesOf(folder: string, { external, data }: TensorProto): Promise<Uint8Array> {
  if (!external) return data!;
  const { location, offset, length } = external;
  return (await filesIn(folder).read(`onnx/${location}`)).subarray(offset, offset + length!);
}

function product(hidden: Float32Array, weights: Float32Array): Float32Array {
  const vocabulary = weights.length / hidden.length;
  return Float32Array.from({ length: vocabulary }, (_, column) =>
    hidden.reduce((sum, value, i) => sum + value * weights[i * vocabulary + column]!, 0),
  );
}

describe.each([
  { host: MICRO, golden: 'tests/golden/micro' },
  ...['qwen3-genai-fp32', 'llama-optimum-fp32', 'gemma3-genai-fp32'].map((name) => ({
    host: `tests/fixtures/hosts/${name}`,
    golden: `tests/fixtures/hosts/${name}`,
  })),
])('$host', ({ host, golden: folder }) => {
  let decoder: TestDecoder;
  let golden: Golden;

  beforeAll(async () => {
    decoder = await decoderIn(host);
    golden = await Golden.read(folder);
  });

  test('embeddings times the head are the logits of each prompt, in the prompts’ order', async () => {
    const prompts = Array.from({ length: golden.prompts }, (_, i) => golden.ids(i));
    const embeddings = await embedAll(decoder, prompts);
    const weights = await headWeights(host);
    const expected = prompts.map((_, i) => golden.lastLogits('base', i, 1)[0]!);
    const found = embeddings.map((embedding) => product(embedding, weights));
    expect(largestDifference(found, expected)).toBeLessThan(1e-4);
  });
});

describe('the micro host', () => {
  test('embeds a prompt alike alone and among others of other lengths, bit for bit', async () => {
    const host = await openMicro();
    const prompts = [40, 7, 23, 40, 61, 1].map((length, i) => {
      const draw = random('embed', i);
      return Array.from({ length }, () => draw.integer(3, 511));
    });
    const together = await host.embed(prompts);
    for (const [i, prompt] of prompts.entries()) expect((await host.embed([prompt]))[0]).toEqual(together[i]);
    expect(new Set(together.map((embedding) => embedding.join())).size).toBe(prompts.length);
    expect(await host.embed([])).toEqual([]);
  });

  test('embeds across slices', async () => {
    const decoder = await decoderIn(MICRO);
    const prompts = Array.from({ length: 7 }, (_, i) => [5 + i, 6, 7].slice(0, 1 + (i % 3)));
    const whole = await embedAll(decoder, prompts);
    expect(await embedAll({ ...decoder, sliceRows: 2 }, prompts)).toEqual(whole);
    expect(await embedAll({ ...decoder, padding: 'equal', leastRows: 2 }, prompts)).toEqual(whole);
  });

  test('breathes between its parts, tells how far it is, and is given up when it is told so', async () => {
    const decoder = { ...(await decoderIn(MICRO)), sliceRows: 2 };
    const prompts = Array.from({ length: 7 }, (_, i) => [5 + i, 6, 7]);
    const told: number[] = [];
    const stopping = new AbortController();
    const options = {
      signal: stopping.signal,
      onEmbedded: (count: number) => void told.push(count),
      breathe: async () => {
        if (told.length === 3) stopping.abort(new Error('enough'));
      },
    };
    await expect(embedAll(decoder, prompts, options)).rejects.toThrow('enough');
    expect(told).toEqual([2, 4, 5]);
    const whole: number[] = [];
    await embedAll(decoder, prompts, { onEmbedded: (count) => void whole.push(count) });
    expect(whole).toEqual([2, 4, 5, 7]);
  });

  test('refuses prompts that are empty or too long', async () => {
    const host = await openMicro();
    await expect(host.embed([[]])).rejects.toThrow(RangeError);
    const long = new Array<number>(host.contextTokens + 1).fill(5);
    await expect(host.embed([long])).rejects.toMatchObject({ code: 'prompt-too-long' });
  });
});
