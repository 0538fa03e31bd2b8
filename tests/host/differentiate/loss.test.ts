/** The loss and its gradient against cross-entropy computed here in double precision. */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { random } from '../../../src/base/random.ts';
import { LOSS, TARGETS, WEIGHTS, writeLoss } from '../../../src/host/differentiate/loss.ts';
import { raisedRest } from '../../../src/host/onnx/opset.ts';
import { GraphWriter } from '../../../src/host/onnx/writer.ts';
import { DataType, encodeModel, type Model, type ValueInfo } from '../../../src/host/onnx/model.ts';

const [ROWS, POSITIONS, VOCABULARY] = [2, 3, 7];
const COUNT = ROWS * POSITIONS * VOCABULARY;

async function run(
  logits: Float32Array,
  targets: readonly number[],
  weights: readonly number[],
): Promise<{ loss: Float32Array; gradient: Float32Array }> {
  const writer = new GraphWriter('l/');
  const gradient = writeLoss(writer, 'logits');
  const info = (name: string, elementType: number, shape: ValueInfo['shape']): ValueInfo => ({
    name,
    elementType,
    shape,
  });
  const model: Model = {
    opsets: [{ domain: '', version: 21 }],
    rest: [],
    graph: {
      nodes: writer.nodes,
      initializers: writer.initializers,
      inputs: [
        info('logits', DataType.float, ['b', 'p', 'v']),
        info(TARGETS, DataType.int64, ['b', 'p', 1]),
        info(WEIGHTS, DataType.float, ['b', 'p', 1]),
      ],
      outputs: [info(LOSS, DataType.float, ['b']), info(gradient, DataType.float, ['b', 'p', 'v'])],
      rest: [],
    },
  };
  const session = await InferenceSession.create(
    encodeModel({ ...model, rest: [Uint8Array.of(8, 10), ...raisedRest(model)] }),
  );
  const each = [ROWS, POSITIONS, 1];
  const result = await session.run({
    logits: new Tensor('float32', logits, [ROWS, POSITIONS, VOCABULARY]),
    [TARGETS]: new Tensor('int64', BigInt64Array.from(targets, BigInt), each),
    [WEIGHTS]: new Tensor('float32', Float32Array.from(weights), each),
  });
  return { loss: result[LOSS]!.data as Float32Array, gradient: result[gradient]!.data as Float32Array };
}

/** −log softmax(z)[target] and its gradient, in double precision. */
function crossEntropy(z: readonly number[], target: number): { value: number; slope: number[] } {
  const most = Math.max(...z);
  const sum = z.reduce((total, one) => total + Math.exp(one - most), 0);
  return {
    value: Math.log(sum) + most - z[target]!,
    slope: z.map((one, i) => Math.exp(one - most) / sum - (i === target ? 1 : 0)),
  };
}

test.each([
  ['ordinary', 2],
  ['so large that their powers overflow', 200],
])('logits that are %s', async (_, size) => {
  const draw = random('logits');
  const logits = Float32Array.from({ length: COUNT }, () => size * draw.normal());
  const targets = [0, 3, 6, 2, 2, 5];
  const weights = [1, 0.5, 0, -2, 0.25, 3];
  const { loss, gradient } = await run(logits, targets, weights);
  const losses = [0, 0];
  let worst = 0;
  targets.forEach((target, at) => {
    const z = Array.from(logits.subarray(at * VOCABULARY, (at + 1) * VOCABULARY));
    const { value, slope } = crossEntropy(z, target);
    losses[Math.floor(at / POSITIONS)]! += weights[at]! * value;
    slope.forEach((one, i) => {
      worst = Math.max(worst, Math.abs(gradient[at * VOCABULARY + i]! - weights[at]! * one));
    });
  });
  losses.forEach((expected, row) => expect(Math.abs(loss[row]! / expected - 1)).toBeLessThan(2e-6));
  expect(worst).toBeLessThan(2e-6);
});

test('equal logits cost the logarithm of the vocabulary', async () => {
  const { loss } = await run(new Float32Array(COUNT), [0, 1, 2, 3, 4, 5], [1, 0, 0, 0.5, 0.5, 0]);
  for (const row of loss) expect(row).toBeCloseTo(Math.log(VOCABULARY), 6);
});
