/**
 * Losses and gradients against those made with PyTorch and PEFT on the same weights. They are float32 for hosts of halves too,
 * which are so held as closely as the others.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { HostError } from '../../../src/host/errors.ts';
import { filesIn, MICRO } from '../files.ts';
import { someAdapter } from '../hosts.ts';
import { GoldenTraining, relativeDifference } from './golden-training.ts';
import { trainerIn, type TestTrainer } from './training.ts';

const FIXTURES = [
  'qwen3-genai-fp32',
  'qwen3-genai-qdq',
  'qwen3-genai-webgpu-q4',
  'qwen2-genai-webgpu-q4',
  'qwen2-optimum-q4',
  'llama-optimum-fp32',
  'gemma3-genai-fp32',
  'phi3-genai-fp32',
  'phi3-optimum-fp32',
  'familyD-qwen3-q4',
  'lfm2-genai-q4',
  'smollm3-dynamo-fp32',
  'qwen3-dynamo23-fp32',
  'qwen3-genai-fp16',
  'qwen3-genai-q4f16-gqanorm',
  'gemma3-genai-q4f16',
  'llama-optimum-fp16',
];
const HOSTS: [string, string][] = [
  [MICRO, 'tests/golden/micro'],
  ...FIXTURES.map((name): [string, string] => [`tests/fixtures/hosts/${name}`, `tests/fixtures/hosts/${name}`]),
];

describe.each(HOSTS)('%s', (host, values) => {
  let one: TestTrainer;
  let golden: GoldenTraining;

  beforeAll(async () => {
    one = await trainerIn(host);
    golden = await GoldenTraining.read(filesIn(values), one.sites);
  });

  test('rows of different lengths in one batch give the golden losses and gradients', async () => {
    const prompts = Array.from({ length: golden.prompts }, (_, prompt) => prompt);
    expect(prompts.length).toBeGreaterThanOrEqual(3);
    const results = await one.trainer.run(prompts.map((prompt) => golden.row(prompt)));
    for (const prompt of prompts) {
      const { loss, gradient } = results[prompt]!;
      expect(Math.abs(loss / golden.loss(prompt) - 1)).toBeLessThan(2e-6);
      const differences = golden.differences(prompt, gradient);
      expect([...differences.keys()].sort()).toEqual(golden.gradientNames(prompt).sort());
      expect(Math.max(...differences.values())).toBeLessThan(1e-5);
    }
  });

  test('a row alone gives what it gives in company', async () => {
    const row = golden.row(0);
    const other = { ...golden.row(1), adapter: someAdapter(one.sites, 7, 1) };
    const [alone] = await one.trainer.run([row]);
    const [, together] = await one.trainer.run([other, row]);
    expect(Math.abs(together!.loss / alone!.loss - 1)).toBeLessThan(2e-6);
    expect(relativeDifference(together!.gradient, alone!.gradient)).toBeLessThan(5e-6);
  });
});

describe('a host that cannot be trained', () => {
  test('is refused with the name of every operator without a rule, and where it is', async () => {
    const folder = 'tests/fixtures/hosts/llama-optimum-int8';
    const refused = await trainerIn(folder).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(HostError);
    expect((refused as HostError).code).toBe('operator-without-rule');
    expect((refused as HostError).sentence).toMatch(/DynamicQuantizeLinear \(.+\)/);
    expect((refused as HostError).sentence).toMatch(/MatMulInteger \(\/model\/layers\.0\/.+\)/);
  });
});
