/** The same key gives the same numbers in Node and in the browser; and the harness sees what goes wrong. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as core from './bench-page/functions/core.ts';
import { openBench, type Bench, type InWorker } from './worker-functions.ts';

const key = ['seed', 7, 'mutate', 'organelle-3'];

describe.each([{ isolation: true }, { isolation: false, base: '/some/sub/path/' }])(
  'core in Chromium, %o',
  (options) => {
    let bench: Bench;
    let remote: InWorker<typeof core>;

    beforeAll(async () => {
      bench = await openBench(options);
      remote = bench.functions<typeof core>('core');
    });
    afterAll(async () => bench?.close());

    it('draws the same uniform numbers as Node, bit for bit', async () => {
      expect((await remote.draws(key, 500)).uniform).toEqual(core.draws(key, 500).uniform);
    });

    // Math.log may differ in its last bit from one JavaScript engine to another (it does between V8 11.3 and 15), and
    // normal() uses it. Within one engine it is exact, and that is what a run is promised.
    it('draws the same normal numbers as Node up to the last bits', async () => {
      const [there, here] = [(await remote.draws(key, 500)).normal, core.draws(key, 500).normal];
      const apart = there.map((value, i) => Math.abs(value - here[i]!) / Math.abs(here[i]!));
      expect(Math.max(...apart)).toBeLessThan(4 * Number.EPSILON);
    });

    it('hashes like Node', async () => {
      const value = { b: [1, 2.5, 'ü'], a: null };
      expect(await remote.hashOf(value)).toBe(core.hashOf(value));
    });

    it('is cross-origin isolated exactly when the headers are sent', async () => {
      expect((await remote.abilities()).isolated).toBe(options.isolation);
    });

    it('has no trouble to report', () => {
      expect(bench.troubles).toEqual([]);
    });
  },
);

describe('the harness', () => {
  it('reports errors, missing files and requests that leave the origin', async () => {
    const bench = await openBench();
    try {
      await bench.page.evaluate(async () => {
        console.error('said aloud');
        setTimeout(() => {
          throw new Error('thrown later');
        });
        await fetch('missing.txt');
        await fetch('http://127.0.0.1:9/elsewhere').catch(() => undefined);
      });
      await expect.poll(() => bench.troubles.join('\n')).toContain('thrown later');
      const troubles = bench.troubles.join('\n');
      expect(troubles).toContain('said aloud');
      expect(troubles).toMatch(/404: .*missing\.txt/);
      expect(troubles).toContain('left the origin: http://127.0.0.1:9/elsewhere');
    } finally {
      await bench.close();
    }
  });

  it('passes on what a function throws', async () => {
    const bench = await openBench();
    try {
      await expect(bench.functions<{ nothing(): void }>('core').nothing()).rejects.toThrow(
        'exports no function nothing',
      );
    } finally {
      await bench.close();
    }
  });
});
