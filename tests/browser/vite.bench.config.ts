/** Builds the page that runs library code in a browser's worker for tests and benchmarks; never part of the site. */
import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vite';
import { builds } from '../../scripts/lib/build.mjs';
import { inRepository } from '../../scripts/lib/paths.mjs';
import { sharedConfig } from '../../scripts/vite/shared.ts';
import { sourceStamp } from '../../scripts/vite/source-stamp.ts';

export default defineConfig(
  mergeConfig(sharedConfig, {
    root: fileURLToPath(new URL('./bench-page', import.meta.url)),
    plugins: [sourceStamp(builds.bench)],
    build: { outDir: inRepository(builds.bench.folder) },
  }),
);
