/**
 * What the site and the test page are built with alike, so that a test runs the code that people run.
 */
import type { UserConfig } from 'vite';
import { defaultClientConditions } from 'vite';
import { isolationHeaders, policyHeaders } from '../lib/serve.mjs';
import { inRepository } from '../lib/paths.mjs';
import { policy } from './policy.ts';
import { schemasWithoutEval } from './schemas-without-eval.ts';
import { tokenizerOnly } from './tokenizer-only.ts';

/** `.mjs` files are emitted as `.js`: some static servers do not know that .mjs is JavaScript, and browsers then refuse it. */
function assetName(asset: { names: string[] }): string {
  const isModule = asset.names.some((name) => name.endsWith('.mjs'));
  return isModule ? 'assets/[name]-[hash].js' : 'assets/[name]-[hash][extname]';
}

export const sharedConfig = {
  base: './', // every address in the built site is relative: it works under any sub-path of any static server
  publicDir: inRepository('public'),
  resolve: {
    // ONNX Runtime without its wasm loader inlined: src/lab gives it the addresses of the emitted files instead, and its
    // threads then start from the loader's own file, not from a chunk of ours.
    conditions: ['onnxruntime-web-use-extern-wasm', ...defaultClientConditions],
  },
  plugins: [tokenizerOnly(), schemasWithoutEval(), policy()],
  worker: {
    format: 'es',
    plugins: () => [tokenizerOnly(), schemasWithoutEval()],
    rolldownOptions: { output: { assetFileNames: assetName } },
  },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0, // an inlined wasm loader could not start threads; fonts and icons are better as files
    emptyOutDir: true,
    chunkSizeWarningLimit: 1500,
    rolldownOptions: { output: { assetFileNames: assetName } },
  },
  server: { headers: isolationHeaders }, // no policy: Vite's own reloading runs a script that stands in the page
  preview: { headers: { ...isolationHeaders, ...policyHeaders } },
  optimizeDeps: { exclude: ['onnxruntime-web', '@huggingface/transformers'] },
} satisfies UserConfig;
