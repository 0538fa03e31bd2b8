/** Builds the site: index.html, the page and the lab's worker. See scripts/vite/shared.ts for what matters. */
import react from '@vitejs/plugin-react';
import { defineConfig, mergeConfig } from 'vite';
import { builds } from './scripts/lib/build.mjs';
import { serviceWorker } from './scripts/vite/service-worker.ts';
import { sharedConfig } from './scripts/vite/shared.ts';
import { sourceStamp } from './scripts/vite/source-stamp.ts';

export default defineConfig(
  mergeConfig(sharedConfig, {
    plugins: [react(), serviceWorker(builds.site.folder), sourceStamp(builds.site)],
    build: { outDir: builds.site.folder, manifest: true },
  }),
);
