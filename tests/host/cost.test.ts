/** The cost model against a count by hand. */
import { expect, test } from 'vitest';
import { costModel } from '../../src/host/cost.ts';
import { find } from '../../src/host/find/find.ts';
import { decodeModel } from '../../src/host/onnx/model.ts';
import { filesIn, MICRO } from './files.ts';
import { configIn } from './hosts.ts';

test('micro host, 3 prompt tokens and 2 new ones', async () => {
  const config = await configIn(MICRO);
  const cost = costModel(config, find(decodeModel(await filesIn(MICRO).read('onnx/model.onnx')), config));
  // One layer: q 192·192, k and v 192·64, o 192·192, gate, up and down 192·512; two FLOPs a weight; four layers.
  const layers = 2 * 4 * (192 * 192 + 2 * 192 * 64 + 192 * 192 + 3 * 192 * 512);
  // Four tokens pass (the second new token is never fed); token t attends to t tokens: q·k and p·v, 6 heads of 32.
  const attention = 4 * (1 + 2 + 3 + 4) * (2 * 6 * 32 + 2 * 6 * 32);
  const head = 2 * 192 * 512;
  expect(cost.flops(3, 2, 0)).toBe(4 * layers + attention + 2 * head);
  // Rank 5: for q (192+192), k and v (192+64), o (192+192), gate and up (192+512), down (512+192).
  const adapter = 2 * 5 * 4 * (384 + 2 * 256 + 384 + 3 * 704);
  expect(cost.flops(3, 2, 5)).toBe(4 * (layers + adapter) + attention + 2 * head);
});
