/** The report on every fixture, against what its makers say of it and what PyTorch and PEFT measured on its weights. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { HostReport } from '../../../src/host/report/report.ts';
import { filesIn } from '../files.ts';
import { reportIn } from './reports.ts';

interface Expected {
  family: string;
  layers: number;
  padding: HostReport['padding'];
  dtypes: [weights: string, activations: string, caches: string, logits: string];
}

const SINGLE: Expected['dtypes'] = ['float32', 'float32', 'float32', 'float32'];
const PACKED: Expected['dtypes'] = ['uint4', 'float32', 'float32', 'float32'];
const HALVES: Expected['dtypes'] = ['float16', 'float16', 'float16', 'float16'];

/** What the fixtures' makers say of them, and which padding they measured to be true. */
const FIXTURES: Record<string, Expected> = {
  'qwen3-genai-fp32': { family: 'qwen3', layers: 2, padding: 'right', dtypes: SINGLE },
  'qwen3-genai-qdq': {
    family: 'qwen3',
    layers: 2,
    padding: 'right',
    dtypes: ['int4', 'float32', 'float32', 'float32'],
  },
  'qwen3-genai-webgpu-q4': { family: 'qwen3', layers: 2, padding: 'right', dtypes: PACKED },
  'qwen2-genai-webgpu-q4': { family: 'qwen2', layers: 2, padding: 'right', dtypes: PACKED },
  'qwen2-optimum-q4': { family: 'qwen2', layers: 2, padding: 'either', dtypes: PACKED },
  'llama-optimum-fp32': { family: 'llama', layers: 2, padding: 'either', dtypes: SINGLE },
  'gemma3-genai-fp32': { family: 'gemma3_text', layers: 6, padding: 'right', dtypes: SINGLE },
  'phi3-genai-fp32': { family: 'phi3', layers: 2, padding: 'right', dtypes: SINGLE },
  'phi3-optimum-fp32': { family: 'phi3', layers: 3, padding: 'either', dtypes: SINGLE },
  'qwen3-genai-fp16': { family: 'qwen3', layers: 3, padding: 'right', dtypes: HALVES },
  'qwen3-genai-q4f16-gqanorm': {
    family: 'qwen3',
    layers: 2,
    padding: 'right',
    dtypes: ['uint4', 'float16', 'float16', 'float16'],
  },
  'gemma3-genai-q4f16': {
    family: 'gemma3_text',
    layers: 6,
    padding: 'right',
    dtypes: ['uint4', 'float16', 'float16', 'float16'],
  },
  'llama-optimum-fp16': {
    family: 'llama',
    layers: 2,
    padding: 'either',
    dtypes: ['float16', 'float16', 'float16', 'float32'],
  },
  'smollm3-dynamo-fp32': { family: 'smollm3', layers: 4, padding: 'either', dtypes: SINGLE },
  'qwen3-dynamo23-fp32': { family: 'qwen3', layers: 2, padding: 'either', dtypes: SINGLE },
  'familyD-qwen3-q4': { family: 'qwen3', layers: 2, padding: 'left', dtypes: PACKED },
  'lfm2-genai-q4': { family: 'lfm2', layers: 4, padding: 'equal', dtypes: PACKED },
};

describe.each(Object.entries(FIXTURES))('%s', (name, expected) => {
  const files = filesIn(`tests/fixtures/hosts/${name}`);
  let report: HostReport;
  beforeAll(async () => {
    report = await reportIn(files, { golden: files });
  });

  test('is seen as its makers describe it', () => {
    const { weights, activations, caches, logits } = report.dtypes;
    const { family, layers, padding, trainable, untrainable } = report;
    expect({ family, layers, padding, dtypes: [weights, activations, caches, logits] }).toEqual({
      family: expected.family,
      layers: expected.layers,
      padding: expected.padding,
      dtypes: expected.dtypes.map((type) => [type]),
    });
    expect({ trainable, untrainable }).toEqual({ trainable: true, untrainable: null });
  });

  test('is as close to its golden values as PyTorch’s own arithmetic', () => {
    expect(report.base.maxDifference).toBeGreaterThan(0);
    expect(report.base.maxDifference).toBeLessThan(5e-5);
    expect(report.adapter.maxDifference).toBeGreaterThan(0);
    expect(report.adapter.maxDifference).toBeLessThan(5e-5);
    expect(report.gradient!.maxRelative).toBeGreaterThan(0);
    expect(report.gradient!.maxRelative).toBeLessThan(5e-5);
  });

  test('answers rows in company as it answers each alone', () => {
    expect(report.ragged.maxDifference).toBeLessThan(2e-5);
    expect(report.ragged.bitEqual).toBe(report.ragged.maxDifference === 0);
  });
});
