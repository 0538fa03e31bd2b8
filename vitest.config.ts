/**
 * Three projects. `unit` runs in Node. `browser` also runs in Node but drives the system's Chromium against the built site:
 * two files at once, each with a browser, a profile and a port of its own, because one alone waits as often as it computes.
 * `long` is no part of `npm test`; `npm run test:long` runs it, one file at a time.
 */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Every core: vitest would leave one of two idle, and most files wait for one of them.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/browser/**', 'tests/long/**'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'browser',
          environment: 'node',
          include: ['tests/browser/**/*.test.ts'],
          globalSetup: 'tests/browser/build-first.ts',
          maxWorkers: 2,
          // So long that only what never comes runs into them, on a machine with other work to do.
          testTimeout: 300_000,
          hookTimeout: 300_000,
          expect: { poll: { timeout: 60_000 } },
        },
      },
      {
        test: {
          name: 'long',
          environment: 'node',
          include: ['tests/long/**/*.test.ts'],
          globalSetup: 'tests/browser/build-first.ts',
          fileParallelism: false,
          testTimeout: 900_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
