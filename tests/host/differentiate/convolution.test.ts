/** CausalConvWithState taken apart, against central differences of the runtime's own kernel. */
import { describe, expect, test } from 'vitest';
import { attr, MICROSOFT } from '../../../src/host/onnx/writer.ts';
import type { Attribute } from '../../../src/host/onnx/model.ts';
import { floats, node, ruleError, type OneOp } from './one-op.ts';

const [CHANNELS, TAPS] = [4, 3];
const ramp = (count: number): number[] => Array.from({ length: count }, (_, i) => 0.1 * (i + 1) * (-1) ** i);

function convolution(ins: string, settings: Attribute[] = []): OneOp {
  return {
    nodes: [node('CausalConvWithState', ins, 'y state', settings, MICROSOFT)],
    inputs: { x: ['rows', CHANNELS, 'tokens'] },
    constants: [floats('w', [CHANNELS, 1, TAPS], ramp(CHANNELS * TAPS)), floats('b', [CHANNELS], ramp(CHANNELS))],
    output: 'y',
    precision: 'single',
  };
}

test.each([
  ['plain', 'x w', []],
  ['with a bias', 'x w b', []],
  ['with SiLU behind', 'x w b', [attr.text('activation', 'silu')]],
  ['with taps apart', 'x w', [attr.int('dilation', 2)]],
  ['with settings that change nothing', 'x w', [attr.int('ndim', 1), attr.int('channels_last', 0)]],
] as const)('%s', async (_, ins, settings) => {
  expect(await ruleError(convolution(ins, [...settings]))).toBeLessThan(1e-3);
});

describe('what is not understood is refused, not skipped', () => {
  test.each([
    ['tokens before channels', convolution('x w', [attr.int('channels_last', 1)]), 'channels_last'],
    ['another activation', convolution('x w', [attr.text('activation', 'gelu')]), 'activation gelu'],
    ['a state from elsewhere', convolution('x w - x'), 'a state that is no input'],
  ])('%s', async (_, op, why) => {
    const refused = ruleError({ ...op, forwardNodes: convolution('x w').nodes });
    await expect(refused).rejects.toMatchObject({
      code: 'operator-without-rule',
      message: expect.stringContaining(why) as unknown,
    });
  });
});
