/**
 * Keeps the second ONNX Runtime out of the bundle. transformers.js imports onnxruntime-web/webgpu at its top and, when
 * it finds no wasmPaths, points it at a CDN; the lab uses only its tokenizer and chat template and owns its own session.
 * So inside transformers.js that import becomes this small module. Whoever tries to open a session through it is told.
 */
import type { Plugin } from 'vite';

const standIn = '\0evolora:no-onnx-runtime';

/** What transformers.js imports at its top and its tokenizer never touches: two runtimes, and in Node an image library. */
const unused = /^(onnxruntime-(web|node)|sharp)($|\/)/;

const source = `
import { Tensor } from 'onnxruntime-common';
const refuse = () => { throw new Error('transformers.js is here for its tokenizer only; sessions belong to src/host'); };
export { Tensor };
export const InferenceSession = { create: refuse };
export const env = undefined;
export default refuse;
`;

export function tokenizerOnly(): Plugin {
  return {
    name: 'evolora:tokenizer-only',
    enforce: 'pre',
    resolveId(id, importer) {
      const asked = unused.test(id) && importer?.includes('@huggingface/transformers');
      return asked ? standIn : undefined;
    },
    load(id) {
      return id === standIn ? source : undefined;
    },
  };
}
