/** How much the page itself weighs. */
import { measureShell } from '../scripts/shell-size.mjs';
import type { Benchmark } from './registry.ts';

export const shell: Benchmark = {
  keys: ['page.shellGzipKB'],
  async run() {
    const { totalKB } = await measureShell();
    const what = 'main-thread JS and CSS of the built page, gzipped, kB';
    return [{ key: 'page.shellGzipKB', what, value: totalKB, toReach: { atMost: 300 } }];
  },
};
