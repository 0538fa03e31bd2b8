/**
 * Layers that attend each in its own way, as the graph says: without rotation, through a window, with positions as an
 * input. What the runtime's kernel answers is held against the same attention taken apart for training.
 */
import { describe, expect, test } from 'vitest';
import { attr } from '../../../src/host/onnx/writer.ts';
import { nodeRuntime } from '../../../src/host/node.ts';
import type { Attribute, Model, Node } from '../../../src/host/onnx/model.ts';
import { newNode } from '../../../src/host/onnx/edits.ts';
import { checkHost, logitsOf } from '../../../src/host/session/check.ts';
import { prepareGraph } from '../../../src/host/session/prepare.ts';
import { openTrainer } from '../../../src/host/session/variants.ts';
import { filesIn } from '../files.ts';
import { differenceFromGolden, Golden, someAdapter } from '../hosts.ts';
import { openFiles, raggedLogits, withGraph } from './changed.ts';

const QWEN3 = 'tests/fixtures/hosts/qwen3-genai-fp32';

/** The attention of some layers changed; of all, where no layer is named. */
function attending(model: Model, change: (node: Node) => Node, layer?: number): Model {
  const nodes = model.graph.nodes.map((node) =>
    node.opType === 'GroupQueryAttention' && (layer === undefined || node.name.includes(`layers.${layer}/`))
      ? change(node)
      : node,
  );
  return { ...model, graph: { ...model.graph, nodes } };
}

const set =
  (attribute: Attribute) =>
  (node: Node): Node => ({
    ...node,
    attributes: [...node.attributes.filter(({ name }) => name !== attribute.name), attribute],
  });

/** Positions as an input of the graph, handed to every attention. */
function withPositions(model: Model): Model {
  const given = attending(model, (node) => ({ ...node, inputs: [...node.inputs.slice(0, 9), 'position_ids'] }));
  const input = { name: 'position_ids', elementType: 7, shape: ['batch_size', 'sequence_length'] };
  return { ...given, graph: { ...given.graph, inputs: [...given.graph.inputs, input] } };
}

const CHANGES: [what: string, change: (model: Model) => Model, answersAlike: boolean][] = [
  ['one layer without rotation', (model) => attending(model, set(attr.int('do_rotary', 0)), 1), false],
  ['one layer through a window', (model) => attending(model, set(attr.int('local_window_size', 3)), 0), false],
  ['positions as an input', withPositions, true],
];
const TOKENS = [7, 9, 30, 44, 12, 3, 18, 101, 5, 11];

describe.each(CHANGES)('%s', (_, change, answersAlike) => {
  test('is answered as alone, and trained as answered', async () => {
    const files = await withGraph(QWEN3, change);
    const prepared = await prepareGraph(files);
    expect(prepared.signature.padding).toBe('right');
    const decoder = await openFiles(files);
    const adapter = someAdapter(decoder.sites, 3, 1);
    const prompts = TOKENS.slice(1).map((_, i) => ({ prompt: TOKENS.slice(0, i + 1), adapter }));
    const logits = (await logitsOf(decoder, prompts, 0)).map(([first]) => first!);
    const loss = logits.reduce((sum, row, i) => sum + crossEntropy(row, TOKENS[i + 1]!), 0);
    const { trainer } = await openTrainer(prepared, nodeRuntime(1));
    const [trained] = await trainer.run([{ tokens: TOKENS, weights: TOKENS.map(() => 1), adapter }]);
    expect(Math.abs(trained!.loss / loss - 1)).toBeLessThan(2e-6);
    const [changed, plain] = [await raggedLogits(files), await raggedLogits(filesIn(QWEN3))];
    expect(JSON.stringify(changed) === JSON.stringify(plain)).toBe(answersAlike);
    const rows = [TOKENS, TOKENS.slice(0, 4)].map((prompt) => ({ prompt, adapter }));
    const together = await logitsOf(decoder, rows, 4);
    for (const [i, row] of rows.entries()) expect((await logitsOf(decoder, [row], 4))[0]).toEqual(together[i]);
    await trainer.release();
    await decoder.session.release();
  });
});

/** The bias, −10,000 where the mask is 0, as −∞: a padded token then sees nothing at all. */
function withEndlessBias(model: Model): Model {
  const [mask, bias] = ['/model/gqa_attention_bias/Cast/output_0', '/model/gqa_attention_bias/Mul/output_0'];
  const nodes = model.graph.nodes.map((node) => (node.outputs[0] === bias ? newNode('Log', [mask], [bias]) : node));
  return { ...model, graph: { ...model.graph, nodes } };
}

test('a bias without end does no harm on the processor', async () => {
  const folder = 'tests/fixtures/hosts/familyD-qwen3-q4';
  const decoder = await openFiles(await withGraph(folder, withEndlessBias));
  expect((await checkHost(decoder, 'node', undefined)).rules.padding).toBe('left');
  expect(await differenceFromGolden(decoder, await Golden.read(folder), null, 3)).toBeLessThan(1e-4);
  await decoder.session.release();
});

test('where padding spreads as no number, rows of one length are answered together', async () => {
  const decoder = await openFiles(filesIn(QWEN3));
  const { session } = decoder;
  const run: typeof session.run = async (step) => {
    const stepped = await session.run(step);
    if (step.mask.includes(0n)) stepped.logits!.fill(NaN);
    return stepped;
  };
  const spreading = Object.create(session, { run: { value: run } }) as typeof session;
  spreading.emptyCache = (rows) => session.emptyCache(rows);
  spreading.joinCaches = (caches, side) => session.joinCaches(caches, side);
  spreading.wear = (wearable, adapters) => session.wear(wearable, adapters);
  const { rules, notes } = await checkHost({ ...decoder, session: spreading }, 'node', undefined);
  expect(rules).toMatchObject({ padding: 'equal', leastRows: 1 });
  expect(notes.join(' ')).toContain('Prompts of different length');
  await session.release();
});

function crossEntropy(logits: Float32Array, token: number): number {
  return Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0)) - logits[token]!;
}
