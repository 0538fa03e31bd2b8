/**
 * The graph pass that lets every cache grow. Newer exporters for the processor keep only a window of tokens in the caches
 * of layers that see no more, in buffers of a fixed size that the kernel fills from the front again and again. Such buffers
 * cannot be handed from batch to batch, so the attention is told to keep all tokens, of which it sees the window anyway.
 */
import type { Model } from '../onnx/model.ts';

const ROLLING = 'sliding_window_cache';

/** The model with caches that grow; a model without others stays the same object. */
export function withGrowingCaches(model: Model): Model {
  const { graph } = model;
  const isRolling = ({ name }: { name: string }): boolean => name === ROLLING;
  if (!graph.nodes.some(({ attributes }) => attributes.some(isRolling))) return model;
  const nodes = graph.nodes.map((node) => ({
    ...node,
    attributes: node.attributes.filter((one) => !isRolling(one)),
  }));
  return { ...model, graph: { ...graph, nodes } };
}
