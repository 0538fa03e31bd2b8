/**
 * Raises a model to the operator set that unpacked weights and backward graphs are written in. Only operators whose form
 * changed between are rewritten: reductions took their axes from an attribute before 18, and an even Split names its parts since 18.
 * Source: the changelog of the ONNX operator sets (onnx/docs/Changelog.md).
 */
import type { Model, Node } from './model.ts';
import { attribute } from './view.ts';
import { fieldsOf, Writer } from './wire.ts';
import { attr, type GraphWriter } from './writer.ts';

/** The first with block-wise and four-bit DequantizeLinear. */
const LEAST_OPSET = 21;
const OPSET_FIELD = 8;
const REDUCTIONS = /^Reduce(Mean|Max|Min|Prod|L1|L2|LogSum|LogSumExp|SumSquare)$/;

/** The nodes as the raised operator set wants them. New constants go to the writer. */
export function raisedNodes(model: Model, writer: GraphWriter): readonly Node[] {
  const opset = opsetOf(model);
  return opset >= 18 ? model.graph.nodes : model.graph.nodes.map((node) => raised(node, writer));
}

/** The model's operator sets, with ONNX's own raised. */
export function raisedOpsets(model: Model): Model['opsets'] {
  const others = model.opsets.filter(({ domain }) => domain !== '');
  return [{ domain: '', version: Math.max(LEAST_OPSET, opsetOf(model)) }, ...others];
}

/** The model's other fields, with the operator set raised. */
export function raisedRest(model: Model): Uint8Array[] {
  const kept = model.rest.filter((raw) => [...fieldsOf(raw)][0]!.number !== OPSET_FIELD);
  for (const { domain, version } of raisedOpsets(model)) {
    const opset = new Writer().text(1, domain).varint(2, version).bytes();
    kept.push(new Writer().message(OPSET_FIELD, opset).bytes());
  }
  return kept;
}

/** The version of ONNX's own operator set. */
function opsetOf(model: Model): number {
  return model.opsets.find(({ domain }) => domain === '')?.version ?? 0;
}

function raised(node: Node, writer: GraphWriter): Node {
  const axes = attribute(node, 'axes')?.ints;
  if (REDUCTIONS.test(node.opType) && axes) {
    const attributes = node.attributes.filter(({ name }) => name !== 'axes');
    return { ...node, inputs: [node.inputs[0]!, writer.ints(axes)], attributes };
  }
  if (node.opType !== 'Split' || node.inputs[1]) return node;
  return { ...node, attributes: [...node.attributes, attr.int('num_outputs', node.outputs.length)] };
}
