/** Shapes that attention operators make. */
import type { Infer } from './operator.ts';

/** com.microsoft's: q, k and v side by side, in three tensors or in one. */
export const groupQueryAttention: Infer = ([q, k], attributes) => {
  const [heads, shared] = [attributes('num_heads')!.i!, attributes('kv_num_heads')!.i!];
  const wide = k ? q!.shape[2]! : (q!.shape[2]! * heads) / (heads + 2 * shared);
  return [{ shape: [q!.shape[0]!, q!.shape[1]!, wide], type: q!.type }];
};

/** ONNX's own: q, k and v by head, [rows, heads, tokens, size], or side by side. Heads come out as wide as v's. */
export const onnxAttention: Infer = ([q, , v], attributes) => {
  const { shape, type } = q!;
  const size = v!.shape.at(-1)!;
  if (shape.length === 4) return [{ shape: [...shape.slice(0, 3), size], type }];
  const [heads, keys] = [attributes('q_num_heads')?.i ?? 1, attributes('kv_num_heads')?.i ?? 1];
  return [{ shape: [...shape.slice(0, 2), (size / keys) * heads], type }];
};

/** com.microsoft's MultiHeadAttention: as wide as v; undefined where v comes by head, as a memory does. */
export const multiHeadAttention: Infer = ([q, , v]) =>
  v?.shape.length === 3 ? [{ shape: [...q!.shape.slice(0, 2), v.shape[2]!], type: q!.type }] : [];
