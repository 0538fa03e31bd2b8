/**
 * The loss of each row: Σ_p weight[p] · cross-entropy(logits[p], target[p]) over the chosen positions p, not normalised.
 * Written with the largest logit taken out, so neither exp nor log can overflow; its gradient is
 * weight · (softmax − one-hot).
 */
import { attr, type GraphWriter } from '../onnx/writer.ts';

/** int64 [rows, positions, 1]: the token that should follow each chosen position. */
export const TARGETS = 'loss_targets';
/** float32 [rows, positions, 1]; 0 where a row has fewer positions than the batch. */
export const WEIGHTS = 'loss_weights';
/** float32 [rows] */
export const LOSS = 'loss';

/** Writes the loss and returns the gradient of the logits [rows, positions, vocabulary]. */
export function writeLoss(writer: GraphWriter, logits: string): string {
  const last = writer.ints([-1]);
  const kept = [attr.int('keepdims', 1)];
  const axis = attr.int('axis', 2);
  const shifted = writer.emit('Sub', [logits, writer.emit('ReduceMax', [logits, last], kept)]);
  const powers = writer.emit('Exp', [shifted]);
  const sum = writer.emit('ReduceSum', [powers, last], kept);
  const picked = writer.emit('GatherElements', [shifted, TARGETS], [axis]);
  const entropy = writer.emit('Sub', [writer.emit('Log', [sum]), picked]);
  const weighted = writer.emit('Mul', [entropy, WEIGHTS]);
  writer.emitInto([LOSS], 'ReduceSum', [weighted, writer.ints([1, 2])], [attr.int('keepdims', 0)]);
  const softmax = writer.emit('Mul', [powers, writer.emit('Div', [WEIGHTS, sum])]);
  const oneHot = [axis, attr.text('reduction', 'add')];
  return writer.emit('ScatterElements', [softmax, TARGETS, writer.emit('Neg', [WEIGHTS])], oneHot);
}
