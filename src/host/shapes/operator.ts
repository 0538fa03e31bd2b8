/** What shape inference knows of a tensor, and the form of an operator's entry. */
import type { Attribute, Node } from '../onnx/model.ts';

/** What is known of a tensor in one example. */
export interface Known {
  shape: readonly number[];
  /** TensorProto.DataType */
  type: number;
  /** of small tensors whose values follow from the sizes alone */
  values?: readonly number[];
}

export type Attributes = (name: string) => Attribute | undefined;

/** From a node's inputs to its outputs; omitted optional inputs are undefined. */
export type Infer = (inputs: readonly Known[], attributes: Attributes, node: Node) => (Known | undefined)[];
