/** Graft against arithmetic: a host whose weights were changed to W + scale · A·B answers as the grafted one does. */
import { expect, test } from 'vitest';
import { siteMatrices, type Adapter } from '../../src/host/adapters/adapter.ts';
import { logitsOf } from '../../src/host/session/check.ts';
import { decodeModel } from '../../src/host/onnx/model.ts';
import { MICRO } from './files.ts';
import { decoderIn, Golden, largestDifference, someAdapter, type TestDecoder } from './hosts.ts';

/** The graph's bytes with every projection's weights changed by the adapter, in double precision. */
function merged(bytes: Uint8Array, decoder: TestDecoder, adapter: Adapter): Uint8Array {
  const copy = bytes.slice();
  const weights = new Map(decodeModel(copy).graph.initializers.map((tensor) => [tensor.name, tensor]));
  for (const { site, a, b } of siteMatrices(decoder.sites, adapter)) {
    const part = ['q', 'k', 'v', 'o'].includes(site.projection) ? 'attn' : 'mlp';
    const tensor = weights.get(`model.layers.${site.layer}.${part}.${site.projection}_proj.MatMul.weight`)!;
    const view = new DataView(tensor.data!.buffer, tensor.data!.byteOffset, tensor.data!.byteLength);
    for (let i = 0; i < site.inputs; i++) {
      for (let j = 0; j < site.outputs; j++) {
        let sum = 0;
        for (let k = 0; k < adapter.rank; k++) sum += a[i * adapter.rank + k]! * b[k * site.outputs + j]!;
        const at = 4 * (i * site.outputs + j);
        view.setFloat32(at, view.getFloat32(at, true) + adapter.scale * sum, true);
      }
    }
  }
  return copy;
}

test('the grafted host equals the host with merged weights', async () => {
  const decoder = await decoderIn(MICRO);
  const adapter = someAdapter(decoder.sites, 3, 1);
  const offline = await decoderIn(MICRO, 'onnx/model.onnx', (bytes) => merged(bytes, decoder, adapter));
  const prompt = (await Golden.read('tests/golden/micro')).ids(0);
  const steps = (rows: { adapter: Adapter | null }, one: TestDecoder): Promise<Float32Array[]> =>
    logitsOf(one, [{ prompt, ...rows }], 6).then(([row]) => row!);
  const grafted = await steps({ adapter }, decoder);
  expect(largestDifference(grafted, await steps({ adapter: null }, offline))).toBeLessThan(1e-4);
  expect(largestDifference(grafted, await steps({ adapter: null }, decoder))).toBeGreaterThan(0.5);
});
