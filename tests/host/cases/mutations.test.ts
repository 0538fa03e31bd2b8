/**
 * Graphs that somebody got wrong in one place, by seed: each answers as it should or is refused in a sentence. Only changes
 * that make another model of it, which nothing but golden values could tell, may answer otherwise, and with numbers.
 */
import { describe, expect, test } from 'vitest';
import { ExplainedError } from '../../../src/base/errors.ts';
import { random } from '../../../src/base/random.ts';
import { nodeRuntime } from '../../../src/host/node.ts';
import { decodeModel, encodeModel } from '../../../src/host/onnx/model.ts';
import { checkHost } from '../../../src/host/session/check.ts';
import { prepareGraph } from '../../../src/host/session/prepare.ts';
import { openDecoder } from '../../../src/host/session/variants.ts';
import type { HostFiles } from '../../../src/host/files/files.ts';
import { filesIn } from '../files.ts';
import { differenceFromGolden, Golden } from '../hosts.ts';
import { changedFiles, GRAPH, type Changes } from './changed.ts';
import { MUTATIONS } from './mutations.ts';

const HOSTS = [
  'llama-optimum-fp32',
  'qwen3-genai-fp32',
  'familyD-qwen3-q4',
  'lfm2-genai-q4',
  'qwen3-dynamo23-fp32',
  'qwen2-optimum-q4',
];
/** Of every kind, for every host. */
const ROUNDS = 2;
/** A node that is passed by, say, leaves a graph that is in order and computes something else. */
const ANOTHER_MODEL = new Set([
  'a node passed by',
  'two inputs of a node swapped',
  'an input of a node left out',
  'an attribute left out',
  'another value of an attribute',
]);
/** In units of logits, which have a deviation of about 1. */
const SAME = 1e-3;

type Outcome = 'golden' | 'another' | 'refused';

/** A whole start, and the golden prompts. Throws what is no sentence about a model. */
async function outcomeOf(files: HostFiles, golden: Golden): Promise<Outcome> {
  try {
    const prepared = await prepareGraph(files);
    const decoder = await openDecoder(prepared, nodeRuntime(1));
    try {
      const { rules } = await checkHost(decoder, 'node', prepared.golden);
      const apart = await differenceFromGolden({ ...decoder, ...rules }, golden, null, 2);
      expect(apart).not.toBeNaN();
      return apart < SAME ? 'golden' : 'another';
    } finally {
      await decoder.session.release();
    }
  } catch (thrown) {
    const isSentence = thrown instanceof ExplainedError && /^[^{}]{20,}[.”]( |$)/.test(thrown.sentence.split('\n')[0]!);
    if (!isSentence || /undefined|is not a function|DataView/.test(thrown.message)) throw thrown;
    expect(thrown.message).toMatch(/onnx\/model\.onnx|wrong numbers/);
    return 'refused';
  }
}

describe.each(HOSTS)('%s', (host) => {
  const folder = `tests/fixtures/hosts/${host}`;

  test.each(Object.entries(MUTATIONS))('%s', async (what, mutate) => {
    const golden = await Golden.read(folder);
    const model = decodeModel(await filesIn(folder).read(GRAPH));
    for (let seed = 0; seed < ROUNDS; seed++) {
      const changed = encodeModel(mutate(model, random('mutation', host, what, seed)));
      const outcome = await outcomeOf(changedFiles(folder, { [GRAPH]: changed }), golden);
      if (outcome === 'another') expect(ANOTHER_MODEL, `${what}, seed ${seed}`).toContain(what);
    }
  });

  test('unchanged, it answers as it should', async () => {
    expect(await outcomeOf(filesIn(folder), await Golden.read(folder))).toBe('golden');
  });
});

describe('weights in a file of their own', () => {
  const folder = 'tests/fixtures/hosts/qwen3-dynamo23-fp32';
  const path = 'onnx/model.onnx_data';

  test.each<[string, (whole: Uint8Array) => Changes, RegExp]>([
    ['that is not there', () => ({ [path]: null }), /model\.onnx_data/],
    ['that is empty', () => ({ [path]: new Uint8Array() }), /model\.onnx_data is incomplete/],
    ['that is cut', (whole) => ({ [path]: whole.subarray(0, whole.length / 2) }), /model\.onnx_data is incomplete/],
    ['that is another', () => ({ [path]: '<!doctype html><title>404</title>' }), /model\.onnx_data is a web page/],
  ])('%s', async (_, changes, says) => {
    const files = changedFiles(folder, changes(await filesIn(folder).read(path)));
    const opening = prepareGraph(files).then((prepared) => openDecoder(prepared, nodeRuntime(1)));
    await expect(opening).rejects.toThrow(says);
  });
});
