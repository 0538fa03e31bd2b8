/** What is planned against what a process takes; only Linux tells. */
import { expect, test } from 'vitest';
import { peakOf } from './peaks.ts';

test.skipIf(process.platform !== 'linux').each(['public/hosts/micro', 'tests/fixtures/hosts/gemma3-genai-fp32'])(
  'a slice of answers on %s takes about what is planned',
  async (folder) => {
    const { planned, measured } = await peakOf(folder);
    expect(measured).toBeGreaterThan(50e6);
    expect(planned / measured).toBeGreaterThan(1 / 1.5);
    expect(planned / measured).toBeLessThan(1.5);
  },
);
