/**
 * A forward graph fitted to the runtime that computes it, in one place, so that no variant takes another kernel or another
 * precision than the others.
 */
import type { Signature } from '../files/signature.ts';
import type { Model } from '../onnx/model.ts';
import { withSeparateNorms } from '../passes/norms.ts';
import { inFloat32 } from '../passes/single.ts';
import { withPlainAttention } from '../passes/sink.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { PreparedGraph } from './prepare.ts';

/** A forward graph as a runtime computes it. */
export interface Fitted {
  model: Model;
  signature: Signature;
  /** true where something in it is float16 */
  halves: boolean;
}

/** The graph that this runtime computes right, and fast. */
export function fitted({ signature }: PreparedGraph, runtime: Runtime, model: Model): Fitted {
  const single = singleOn(runtime, model);
  const halves = runtime.halves === true && single !== model;
  const chosen = halves ? model : single;
  return {
    model: runtime.kind === 'webgpu' ? chosen : withPlainAttention(withSeparateNorms(chosen)),
    signature: halves ? signature : inSingles(signature),
    halves,
  };
}

/** A graph in float32. A graphics device without halves cannot even look one up in a table. */
export function singleOn({ kind, halves }: Runtime, model: Model): Model {
  return inFloat32(model, { halfTables: kind !== 'webgpu' || halves === true });
}

/** A graph that is float32 on every runtime; one without halves stays the same object. */
export function preparedInFloat32(prepared: PreparedGraph): PreparedGraph {
  const [trimmed, grafted] = [prepared.trimmed, prepared.grafted].map((model) =>
    inFloat32(model, { halfTables: false }),
  );
  if (grafted === prepared.grafted) return prepared;
  return { ...prepared, trimmed: trimmed!, grafted: grafted!, signature: inSingles(prepared.signature) };
}

function inSingles(signature: Signature): Signature {
  return { ...signature, caches: signature.caches.map((cache) => ({ ...cache, type: 'float32' })) };
}
