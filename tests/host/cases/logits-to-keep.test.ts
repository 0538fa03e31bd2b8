/** Graphs that are told how many logits to give: however they count them, the cut goes, and elsewhere it may not go. */
import { expect, test } from 'vitest';
import { newNode } from '../../../src/host/onnx/edits.ts';
import type { Model } from '../../../src/host/onnx/model.ts';
import { differenceFromGolden, Golden } from '../hosts.ts';
import { openFiles, withGraph } from './changed.ts';

const FAMILY_D = 'tests/fixtures/hosts/familyD-qwen3-q4';
const [KEPT, BOUND] = ['num_logits_to_keep', '/model/logits_to_keep/Neg/output_0'];

/** The bound counted from the front: tokens − kept, where the exporter has −kept. */
function fromTheFront(model: Model): Model {
  const tokens = '/model/shared_dims/root_input/Gather_1/output_0';
  const nodes = model.graph.nodes.map((node) =>
    node.outputs[0] === BOUND ? newNode('Sub', [tokens, KEPT], [BOUND]) : node,
  );
  return { ...model, graph: { ...model.graph, nodes } };
}

test('a bound from the front gives the golden logits as one from the end does', async () => {
  const decoder = await openFiles(await withGraph(FAMILY_D, fromTheFront));
  expect(await differenceFromGolden(decoder, await Golden.read(FAMILY_D), null, 3)).toBeLessThan(1e-4);
  await decoder.session.release();
});

test('a number of logits that decides something else is refused by its name', async () => {
  const files = await withGraph(FAMILY_D, (model) => {
    const nodes = [...model.graph.nodes, newNode('Range', [KEPT, KEPT, KEPT], ['places'])];
    return { ...model, graph: { ...model.graph, nodes } };
  });
  await expect(openFiles(files)).rejects.toMatchObject({
    code: 'not-supported',
    message: expect.stringMatching(/^onnx\/model\.onnx: .*Range places.* reads num_logits_to_keep/) as unknown,
  });
});
