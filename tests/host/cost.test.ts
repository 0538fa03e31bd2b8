/** The cost model against a count by hand. */
import { expect, test } from 'vitest';
import { costModel, trainingCost } from '../../src/host/session/cost.ts';
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

test('training the micro host on 3 tokens of which the loss reads 2', async () => {
  const config = await configIn(MICRO);
  const cost = trainingCost(config, find(decodeModel(await filesIn(MICRO).read('onnx/model.onnx')), config));
  // Weights of q, k, v of a layer, and of what lies behind the attention; the last layer's are read at 2 positions only.
  const [before, behind] = [192 * 192 + 2 * 192 * 64, 192 * 192 + 3 * 192 * 512];
  const passed = 3 * (4 * before + 3 * behind) + 2 * (behind + 192 * 512);
  const pairs = (1 + 2 + 3) * 4 * 6 * 32;
  const bare = cost.flops(3, 2, 0);
  expect(bare.forward).toBe(2 * passed + 4 * pairs);
  // Backward: the same products for the gradients of inputs, none for layer 0's q, k, v; attention's two products twice.
  expect(bare.backward).toBe(2 * (passed - 3 * before) + 8 * pairs);
  // Rank 5: forward x·A and (xA)·B; backward each twice, but no gradient of x at layer 0's q, k, v.
  const [adapterBefore, adapterBehind] = [192 + 192 + 2 * (192 + 64), 192 + 192 + 3 * (192 + 512)];
  const adapter = 5 * (3 * (4 * adapterBefore + 3 * adapterBehind) + 2 * adapterBehind);
  const adapted = cost.flops(3, 2, 5);
  expect(adapted.forward - bare.forward).toBe(2 * adapter);
  expect(adapted.backward - bare.backward).toBe(4 * adapter - 2 * 5 * 3 * 3 * 192);
});
