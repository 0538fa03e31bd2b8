/** The whole micro host by central differences, and what a batch may look like. */
import { beforeAll, expect, test } from 'vitest';
import { random } from '../../../src/base/random.ts';
import { siteMatrices, type Adapter } from '../../../src/host/adapters/adapter.ts';
import type { TrainingRow } from '../../../src/host/differentiate/passes.ts';
import { filesIn, MICRO } from '../files.ts';
import { someAdapter } from '../hosts.ts';
import { GoldenTraining, relativeDifference } from './golden-training.ts';
import { trainerIn, type TestTrainer } from './training.ts';

let micro: TestTrainer;
let golden: GoldenTraining;

beforeAll(async () => {
  micro = await trainerIn(MICRO);
  golden = await GoldenTraining.read(filesIn('tests/golden/micro'), micro.sites);
});

/** The row with some adapter numbers moved along a direction. */
function moved(row: TrainingRow, direction: Float32Array, by: number): TrainingRow {
  const weights = row.adapter.weights.map((weight, i) => weight + by * direction[i]!);
  return { ...row, adapter: { ...row.adapter, weights } };
}

test('the gradient is the slope of the loss, site by site', async () => {
  const row = golden.row(0);
  const [start] = await micro.trainer.run([row]);
  const draw = random('directions');
  const places: Adapter = { ...row.adapter, weights: Float32Array.from(row.adapter.weights, (_, i) => i) };
  const directions = siteMatrices(micro.sites, places).map(({ a, b }) => {
    const direction = new Float32Array(row.adapter.weights.length);
    for (const place of [...a, ...b]) direction[place] = start!.gradient[place]! * (1 + 0.5 * draw.normal());
    const size = Math.hypot(...direction);
    return direction.map((value) => value / size);
  });
  const step = 0.02;
  for (const direction of directions) {
    const offsets = [1, -1, 2, -2].map((k) => moved(row, direction, k * step));
    const [up, down, farUp, farDown] = (await micro.trainer.run(offsets)).map(({ loss }) => loss) as [
      number,
      number,
      number,
      number,
    ];
    const slope = (8 * (up - down) - (farUp - farDown)) / (12 * step);
    const written = direction.reduce((sum, value, i) => sum + value * start!.gradient[i]!, 0);
    expect(Math.abs(slope / written - 1)).toBeLessThan(2e-3);
  }
});

test('single numbers of the gradient are slopes too: the steepest of A and of B at every site', async () => {
  const row = golden.row(1);
  const [start] = await micro.trainer.run([row]);
  const places: Adapter = { ...row.adapter, weights: Float32Array.from(row.adapter.weights, (_, i) => i) };
  const steepest = (among: Float32Array): number =>
    among.reduce((best, at) => (Math.abs(start!.gradient[at]!) > Math.abs(start!.gradient[best]!) ? at : best));
  const tried = siteMatrices(micro.sites, places).flatMap(({ a, b }) => [steepest(a), steepest(b)]);
  expect(tried.length).toBe(2 * micro.sites.length);
  const step = 0.03;
  for (const place of tried) {
    const direction = row.adapter.weights.map((_, i) => (i === place ? 1 : 0));
    const losses = await micro.trainer.run([1, -1, 2, -2].map((k) => moved(row, direction, k * step)));
    const [up, down, farUp, farDown] = losses.map(({ loss }) => loss) as [number, number, number, number];
    const slope = (8 * (up - down) - (farUp - farDown)) / (12 * step);
    expect(Math.abs(slope - start!.gradient[place]!)).toBeLessThan(5e-3 * Math.abs(slope) + 2e-4);
  }
});

test('an adapter of another rank in the batch changes nothing', async () => {
  const row = golden.row(2);
  const wide = { ...golden.row(0), adapter: someAdapter(micro.sites, 8, 3) };
  const thin = { ...golden.row(1), adapter: someAdapter(micro.sites, 1, 4) };
  const [alone, thinAlone] = [(await micro.trainer.run([row]))[0]!, (await micro.trainer.run([thin]))[0]!];
  const together = await micro.trainer.run([wide, thin, row]);
  expect(relativeDifference(together[2]!.gradient, alone.gradient)).toBeLessThan(5e-6);
  expect(relativeDifference(together[1]!.gradient, thinAlone.gradient)).toBeLessThan(5e-6);
  expect(together[0]!.gradient.length).toBe(wide.adapter.weights.length);
});

test('the loss is linear in its weights, and a row without weights has neither loss nor gradient', async () => {
  const row = golden.row(0);
  const doubled = { ...row, weights: Array.from(row.weights, (weight) => -2 * weight) };
  const silent = { ...row, weights: Array.from(row.weights, () => 0) };
  const [one, two, none] = await micro.trainer.run([row, doubled, silent]);
  expect(two!.loss / one!.loss).toBeCloseTo(-2, 5);
  expect(
    relativeDifference(
      two!.gradient.map((g) => g / -2),
      one!.gradient,
    ),
  ).toBeLessThan(1e-6);
  expect(none!.loss).toBe(0);
  expect(none!.gradient.every((g) => g === 0)).toBe(true);
});

test('tokens behind the last that counts do not change anything', async () => {
  const row = golden.row(0);
  const longer: TrainingRow = {
    ...row,
    tokens: [...row.tokens, 17, 99, 3],
    weights: [...Array.from(row.weights), 0, 0, 0],
  };
  const [one] = await micro.trainer.run([row]);
  const [other] = await micro.trainer.run([longer]);
  expect(Math.abs(other!.loss / one!.loss - 1)).toBeLessThan(2e-6);
  expect(relativeDifference(other!.gradient, one!.gradient)).toBeLessThan(5e-6);
});

test('the sum over rows of one adapter is that of their gradients, in whatever passes', async () => {
  const rows = [0, 1, 2].map((prompt) => golden.row(prompt));
  const { loss, gradient } = await micro.trainer.sum(rows, 2);
  const each = await micro.trainer.run(rows);
  expect(loss).toBeCloseTo(
    each.reduce((sum, row) => sum + row.loss, 0),
    4,
  );
  const added = gradient.map((_, i) => each.reduce((sum, row) => sum + row.gradient[i]!, 0));
  expect(relativeDifference(gradient, added)).toBeLessThan(5e-6);
  const other = { ...rows[0]!, adapter: someAdapter(micro.sites, 4, 1) };
  await expect(micro.trainer.sum([rows[0]!, other], 2)).rejects.toThrow('one adapter');
  await expect(micro.trainer.sum([], 2)).rejects.toThrow(RangeError);
});

test('a row whose weights do not fit its tokens is refused; no rows give nothing', async () => {
  const row = golden.row(0);
  await expect(micro.trainer.run([{ ...row, weights: [1] }])).rejects.toThrow(RangeError);
  expect(await micro.trainer.run([])).toEqual([]);
});
