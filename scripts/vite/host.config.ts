/**
 * Builds src/host into the package that others install: its doors as plain modules with declarations beside them. What it
 * takes from src/base and its hashing are inside; the runtimes and the tokenizer stay with whoever installs it.
 */
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';
import { defineConfig, type Plugin } from 'vite';
import { builds } from '../lib/build.mjs';
import { inRepository } from '../lib/paths.mjs';
import { sourceStamp } from './source-stamp.ts';

const doors = Object.fromEntries(['index', 'web', 'node'].map((door) => [door, inRepository(`src/host/${door}.ts`)]));
const external = /^(node:|onnxruntime-|@huggingface\/)/;

/** One file of declarations for each door, and what they share. */
function declarations(): Plugin {
  return {
    name: 'evolora:declarations',
    apply: 'build',
    async writeBundle() {
      const bundle = await rollup({
        input: doors,
        external,
        plugins: [dts({ tsconfig: inRepository('tsconfig.json') })],
      });
      await bundle.write({ dir: inRepository(builds.host.folder), chunkFileNames: '[name]-[hash].d.ts' });
      await bundle.close();
    },
  };
}

export default defineConfig({
  root: inRepository(),
  publicDir: false,
  plugins: [declarations(), sourceStamp(builds.host)],
  build: {
    lib: { entry: doors, formats: ['es'] },
    target: 'es2022',
    outDir: builds.host.folder,
    emptyOutDir: true,
    minify: false,
    license: { fileName: 'licences.md' }, // of the packages inside
    rolldownOptions: { external, output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' } },
  },
});
