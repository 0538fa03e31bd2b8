/** Builds the page on a lab without a model, as the site is built, to measure it; never part of the site. */
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, mergeConfig } from 'vite';
import { builds } from '../../../scripts/lib/build.mjs';
import { inRepository } from '../../../scripts/lib/paths.mjs';
import { sharedConfig } from '../../../scripts/vite/shared.ts';
import { sourceStamp } from '../../../scripts/vite/source-stamp.ts';

export default defineConfig(
  mergeConfig(sharedConfig, {
    root: fileURLToPath(new URL('.', import.meta.url)),
    publicDir: false,
    plugins: [react(), sourceStamp(builds.scripted)],
    build: { outDir: inRepository(builds.scripted.folder) },
  }),
);
