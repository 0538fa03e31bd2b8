/**
 * Writes the hash of the sources into the built folder, so that `npm start` and the tests know whether a build is
 * outdated, whoever made it. The hash is taken before the build: a file saved meanwhile makes the build outdated.
 */
import { writeFileSync } from 'node:fs';
import type { Plugin } from 'vite';
import { hashSources, stampName } from '../lib/build.mjs';
import { inRepository } from '../lib/paths.mjs';

/** @param build  one of the builds in scripts/lib/build.mjs */
export function sourceStamp(build: { folder: string; sources: string[] }): Plugin {
  let stamp = '';
  let failed = false;
  return {
    name: 'evolora:source-stamp',
    apply: 'build',
    buildStart() {
      stamp = hashSources(build.sources);
    },
    buildEnd(error) {
      failed = error !== undefined;
    },
    closeBundle() {
      if (!failed) writeFileSync(inRepository(build.folder, stampName), stamp);
    },
  };
}
