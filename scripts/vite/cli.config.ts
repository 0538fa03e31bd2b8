/**
 * Builds the command line into one file that plain Node runs. Everything is inside but ONNX Runtime, which is native
 * and is the package's one dependency. The file lies two folders deep, like its source: the presets and the hosts that
 * travel beside it are then found by the same relative addresses.
 */
import { defineConfig } from 'vite';
import { builds } from '../lib/build.mjs';
import { inRepository } from '../lib/paths.mjs';
import { sourceStamp } from './source-stamp.ts';
import { tokenizerOnly } from './tokenizer-only.ts';

export default defineConfig({
  root: inRepository(),
  publicDir: false,
  plugins: [tokenizerOnly(), sourceStamp(builds.cli)],
  ssr: { noExternal: true, external: ['onnxruntime-node'] },
  build: {
    ssr: 'src/cli/main.ts',
    target: 'node20',
    outDir: `${builds.cli.folder}/bin`,
    emptyOutDir: true,
    minify: true,
    license: { fileName: 'licences.md' }, // of the packages inside
    rolldownOptions: {
      output: { entryFileNames: 'evolora.js', codeSplitting: false, banner: '#!/usr/bin/env node' },
    },
  },
});
