/** A report on a model in words. */
import { expect, it } from 'vitest';
import type { HostReport } from '../../src/lab/contract.ts';
import { memoryIn, reportFacts } from '../../src/ui/words/model-report.ts';

const REPORT: HostReport = {
  family: 'lfm2',
  layers: 4,
  sites: 20,
  dtypes: { weights: ['uint4', 'float16'], activations: ['float16'], caches: ['float16'], logits: ['float32'] },
  padding: 'equal',
  trainable: false,
  untrainable: 'There is no rule for Conv.',
  memory: [],
  base: { maxDifference: null },
  adapter: { maxDifference: null },
  gradient: null,
  ragged: { bitEqual: false, maxDifference: 0.0000213 },
  backend: 'WebAssembly, 1 thread',
  notes: [],
};

it('says what has the same element types together, why there is no training, and how far rows are apart', () => {
  const facts = Object.fromEntries(reportFacts(REPORT));
  expect(facts['Element types']).toBe('uint4 and float16 weights, float16 activations and caches, float32 logits');
  expect(facts['Can be trained']).toBe('no: There is no rule for Conv.');
  expect(facts['Prompts of different length']).toBe('only those of equal length together');
  expect(facts['Rows together, against each alone']).toBe('logits differ by 2.1e-5 at most');
});

it('is short where there is nothing to tell', () => {
  const plain = { weights: ['float32'], activations: ['float32'], caches: ['float32'], logits: ['float32'] };
  const ragged = { bitEqual: true, maxDifference: 0 };
  const facts = Object.fromEntries(
    reportFacts({ ...REPORT, dtypes: plain, untrainable: null, trainable: true, ragged }),
  );
  expect(facts['Element types']).toBe('float32 throughout');
  expect([facts['Can be trained'], facts['Rows together, against each alone']]).toEqual(['yes', 'the same bits']);
  expect(memoryIn(1_200_000_001)).toBe('1,201 MB');
});
