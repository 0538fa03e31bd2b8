/** What a runtime can do at best: one large product of float32 matrices, the second one constant, as a host's weights are. */
import { DataType, encodeModel } from '../../../src/host/onnx/model.ts';
import { raisedRest } from '../../../src/host/onnx/opset.ts';
import { Writer } from '../../../src/host/onnx/wire.ts';
import type { WebRuntimeOptions } from '../../../src/host/web.ts';
import { benchRuntime } from './runtime.ts';

/** A product [size, size] · [size, size]. */
interface Product {
  /** of one product, the best of some repeats */
  flopsPerSecond(repeats?: number): Promise<number>;
  release(): Promise<void>;
}

export async function openProduct(options: WebRuntimeOptions, size: number): Promise<Product> {
  const runtime = await benchRuntime(options);
  const numbers = (seed: number) => Float32Array.from({ length: size * size }, (_, i) => Math.sin(seed + i * i));
  const weights = new Uint8Array(numbers(1).buffer);
  const graph = {
    nodes: [
      { opType: 'MatMul', domain: '', name: 'product', inputs: ['x', 'w'], outputs: ['y'], attributes: [], rest: [] },
    ],
    initializers: [{ name: 'w', dims: [size, size], dataType: DataType.float, data: weights }],
    inputs: [{ name: 'x', elementType: DataType.float, shape: [size, size] }],
    outputs: [{ name: 'y', elementType: DataType.float, shape: [size, size] }],
    rest: [],
  };
  const model = { graph, opsets: [{ domain: '', version: 21 }], rest: [] };
  const rest = [new Writer().varint(1, 10).bytes(), ...raisedRest(model)];
  const session = await runtime.createSession(encodeModel({ ...model, rest }));
  const x = numbers(2);
  return {
    async flopsPerSecond(repeats = 5) {
      let bestMs = Infinity;
      for (let i = 0; i < repeats; i++) {
        const start = performance.now();
        const { y } = await session.run({ x: new runtime.Tensor('float32', x, [size, size]) });
        bestMs = Math.min(bestMs, performance.now() - start);
        y!.dispose();
      }
      return (2 * size ** 3) / (bestMs / 1000);
    },
    release: () => session.release(),
  };
}
