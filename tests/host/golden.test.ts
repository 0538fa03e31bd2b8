/**
 * Logits against PyTorch and PEFT: the micro host, and small decoders written by six exporters. Each prompt's last
 * tokens are computed as rows of different length in one batch, bare and with the golden adapter. Hosts of halves are
 * computed in float32 here, from the very weights that PyTorch had, so they are held as closely as all others;
 * cases/halves.test.ts computes in halves.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { logitsOf } from '../../src/host/session/check.ts';
import type { Adapter } from '../../src/host/adapters/adapter.ts';
import { readPeft } from '../../src/host/adapters/peft.ts';
import { filesIn, MICRO } from './files.ts';
import { decoderIn, differenceFromGolden, Golden, largestDifference, type TestDecoder } from './hosts.ts';

const fixture = (name: string): { name: string; host: string; golden: string; path: string } => {
  const host = `tests/fixtures/hosts/${name}`;
  return { name, host, golden: host, path: 'onnx/model.onnx' };
};

const hosts = [
  { name: 'micro', host: MICRO, golden: 'tests/golden/micro', path: 'onnx/model.onnx' },
  fixture('qwen3-genai-fp32'),
  fixture('qwen3-genai-qdq'),
  fixture('qwen2-genai-webgpu-q4'),
  fixture('qwen2-optimum-q4'),
  fixture('llama-optimum-fp32'),
  fixture('gemma3-genai-fp32'),
  fixture('phi3-genai-fp32'),
  fixture('phi3-optimum-fp32'),
  fixture('qwen3-genai-webgpu-q4'),
  fixture('qwen3-genai-fp16'),
  fixture('qwen3-genai-q4f16-gqanorm'),
  fixture('gemma3-genai-q4f16'),
  fixture('llama-optimum-fp16'),
  fixture('familyD-qwen3-q4'),
  fixture('lfm2-genai-q4'),
  fixture('smollm3-dynamo-fp32'),
  fixture('qwen3-dynamo23-fp32'),
];

const ROWS = 6;

describe.each(hosts)('$name', ({ host, golden: folder, path }) => {
  let decoder: TestDecoder;
  let adapter: Adapter;
  let golden: Golden;

  beforeAll(async () => {
    decoder = await decoderIn(host, path);
    golden = await Golden.read(folder);
    adapter = readPeft(decoder.sites, await filesIn(folder).read('adapter/adapter_model.safetensors'), 8);
  });

  test.each(['base', 'adapter'] as const)('%s logits', async (which) => {
    expect(golden.prompts).toBe(3);
    const difference = await differenceFromGolden(decoder, golden, which === 'adapter' ? adapter : null, ROWS);
    expect(difference).toBeLessThan(1e-4);
  });

  test('decoding step by step gives the logits of prefilling the same tokens', async () => {
    const prompt = golden.ids(1).slice(0, 8);
    const [stepped] = await logitsOf(decoder, [{ prompt, adapter }], 4);
    const tokens = [...prompt];
    for (const logits of stepped!.slice(0, -1)) tokens.push(logits.indexOf(Math.max(...logits)));
    const whole = Array.from({ length: 5 }, (_, i) => ({ prompt: tokens.slice(0, 8 + i), adapter }));
    const prefilled = (await logitsOf(decoder, whole, 0)).map((steps) => steps[0]!);
    expect(largestDifference(stepped!, prefilled)).toBeLessThan(1e-4);
  });
});
