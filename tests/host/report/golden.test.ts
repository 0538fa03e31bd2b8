/** Golden directories that lack something, are stored otherwise, or are wrong in one number, which must be found out. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  floatsOfTensor,
  floatTensor,
  readSafetensors,
  writeSafetensors,
} from '../../../src/host/adapters/safetensors.ts';
import { toHalf } from '../../../src/host/bytes/half.ts';
import type { HostFiles } from '../../../src/host/files/files.ts';
import { reportOn, type HostReport } from '../../../src/host/report/report.ts';
import type { Host } from '../../../src/host/session/host.ts';
import { filesIn } from '../files.ts';
import { goldenWith, largestIn, move, openFixture, QWEN, type Tensors } from './reports.ts';

const PHI = 'tests/fixtures/hosts/phi3-genai-fp32';

describe('golden values', () => {
  let host: Host;
  beforeAll(async () => {
    host = await openFixture(QWEN);
  });
  afterAll(() => host.dispose());
  const reported = async (golden: HostFiles): Promise<HostReport> => reportOn(host, { golden });

  test('that are wrong in one number are told by as much', async () => {
    const golden = await goldenWith((tensors) => {
      move(tensors, 'base.2', 5, 0.25);
      move(tensors, 'adapter.0', 700, -0.5);
    });
    const { base, adapter } = await reported(golden);
    expect(base.maxDifference).toBeCloseTo(0.25, 4);
    expect(adapter.maxDifference).toBeCloseTo(0.5, 4);
  });

  test.each(['layers.1.mlp.down_proj.lora_A', 'layers.0.self_attn.q_proj.lora_B'])(
    'whose gradient of %s is wrong in one number: its difference over the largest entry',
    async (module) => {
      const name = `grad.1.base_model.model.model.${module}.weight`;
      let largest = 0;
      const golden = await goldenWith((tensors) => {
        largest = largestIn(tensors.get(name)!);
        const smallest = floatsOfTensor(tensors.get(name)!).map(Math.abs);
        move(tensors, name, smallest.indexOf(Math.min(...smallest)), largest / 5);
      });
      expect((await reported(golden)).gradient!.maxRelative).toBeCloseTo(0.2, 4);
    },
  );

  test('without an adapter, or with a lone base: what is there is compared, the rest is null', async () => {
    const lone = await reported(await goldenWith(() => undefined, { 'adapter/adapter_model.safetensors': null }));
    expect(lone.base.maxDifference).toBeLessThan(5e-5);
    expect([lone.adapter.maxDifference, lone.gradient, lone.trainable]).toEqual([null, null, true]);
    expect(lone.notes.join()).toContain('no adapter beside the golden values');
    const base = await goldenWith((tensors) => {
      for (const name of tensors.keys()) if (!/^(ids|base)\.[02]$/.test(name)) tensors.delete(name);
    });
    const { base: difference, adapter, gradient } = await reported(base);
    expect(difference.maxDifference).toBeLessThan(5e-5);
    expect([adapter.maxDifference, gradient]).toEqual([null, null]);
  });

  test('without gradients, or of one prompt only, and without adapter_config.json', async () => {
    const one = await goldenWith(
      (tensors) => {
        for (const name of tensors.keys()) if (/^grad\.[12]/.test(name)) tensors.delete(name);
      },
      { 'adapter/adapter_config.json': null },
    );
    const report = await reported(one);
    expect(report.adapter.maxDifference).toBeLessThan(5e-5);
    expect(report.gradient!.maxRelative).toBeLessThan(5e-5);
    const none = await goldenWith((tensors) => {
      for (const name of tensors.keys()) if (name.startsWith('grad.')) tensors.delete(name);
    });
    expect(await reported(none)).toMatchObject({ gradient: null, trainable: true });
  });

  test('in halves and with 32-bit ids are as close as halves are', async () => {
    const golden = await goldenWith((tensors) => {
      for (const [name, { shape, bytes }] of tensors) {
        if (name.startsWith('ids.')) {
          const ids = Int32Array.from(new BigInt64Array(bytes.slice().buffer), Number);
          tensors.set(name, { dtype: 'I32', shape, bytes: new Uint8Array(ids.buffer) });
        } else if (name.startsWith('base.')) {
          const halves = Uint16Array.from(floatsOfTensor(tensors.get(name)!), toHalf);
          tensors.set(name, { dtype: 'F16', shape, bytes: new Uint8Array(halves.buffer) });
        }
      }
    });
    const { base } = await reported(golden);
    expect(base.maxDifference).toBeGreaterThan(1e-4);
    expect(base.maxDifference).toBeLessThan(2e-3);
  });

  test.each([
    [
      'of another vocabulary',
      (tensors: Tensors) => tensors.set('base.0', floatTensor([2, 500], new Float32Array(1000))),
      /base\.0 is 2 × 500/,
    ],
    [
      'with more rows than tokens',
      (tensors: Tensors) => tensors.set('base.0', floatTensor([90, 512], new Float32Array(90 * 512))),
      /base\.0 is 90 × 512/,
    ],
    [
      'that are no numbers',
      (tensors: Tensors) => move(tensors, 'adapter.1', 3, NaN),
      /adapter\.1 holds values that are no numbers/,
    ],
    ['without a prompt', (tensors: Tensors) => tensors.clear(), /no prompt/],
    [
      'of ids in fractions',
      (tensors: Tensors) => tensors.set('ids.1', floatTensor([2], Float32Array.of(1, 2))),
      /ids\.1 is of type F32/,
    ],
  ])('%s are refused in a sentence', async (_, change, says) => {
    const golden = await goldenWith((tensors) => void change(tensors));
    await expect(reported(golden)).rejects.toMatchObject({
      code: 'golden-damaged',
      sentence: expect.stringMatching(says) as string,
    });
  });

  test('whatever fails, what was seen before is told', async () => {
    const seen: Partial<HostReport> = {};
    const golden = await goldenWith((tensors) => move(tensors, 'base.0', 0, NaN));
    await expect(reportOn(host, { golden, onPart: (part) => Object.assign(seen, part) })).rejects.toThrow('base.0');
    expect(seen).toMatchObject({ family: 'qwen3', sites: 14, padding: 'right', ragged: { bitEqual: true } });
  });

  test('none: nothing is compared, and the rest is told as with them', async () => {
    const report = await reportOn(host, { tryTraining: true });
    expect(report).toMatchObject({
      base: { maxDifference: null },
      adapter: { maxDifference: null },
      gradient: null,
      trainable: true,
      ragged: { bitEqual: true, maxDifference: 0 },
    });
    expect(report.memory.map(({ rows }) => rows)).toEqual([1, 8, 32]);
  });

  test('a module’s own scale is in its gradient', async () => {
    // Twice the alpha with half the B is the same change; the gradient of B is then twice as large.
    const config = {
      ...JSON.parse(new TextDecoder().decode(await filesIn(QWEN).read('adapter/adapter_config.json'))),
    } as object;
    const module = 'model.layers.1.self_attn.v_proj';
    const { tensors } = readSafetensors(await filesIn(QWEN).read('adapter/adapter_model.safetensors'));
    const times = (own: Tensors, name: string, by: number): void => {
      const tensor = own.get(name)!;
      own.set(
        name,
        floatTensor(
          tensor.shape,
          floatsOfTensor(tensor).map((value) => value * by),
        ),
      );
    };
    times(tensors, `base_model.model.${module}.lora_B.weight`, 0.5);
    const golden = await goldenWith(
      (own) => [0, 1, 2].forEach((prompt) => times(own, `grad.${prompt}.base_model.model.${module}.lora_B.weight`, 2)),
      {
        'adapter/adapter_model.safetensors': writeSafetensors({ tensors, metadata: {} }),
        'adapter/adapter_config.json': { ...config, alpha_pattern: { [module]: 16 } },
      },
    );
    const report = await reported(golden);
    expect(report.adapter.maxDifference).toBeLessThan(5e-5);
    expect(report.gradient!.maxRelative).toBeLessThan(5e-5);
  });
});

test('fused modules of PEFT share an A, and one wrong number of a shared one is seen', async () => {
  const name = 'grad.0.base_model.model.model.layers.0.self_attn.qkv_proj.lora_A.weight';
  let largest = 0;
  const golden = await goldenWith(
    (tensors) => {
      largest = largestIn(tensors.get(name)!);
      const sizes = floatsOfTensor(tensors.get(name)!).map(Math.abs);
      move(tensors, name, sizes.indexOf(Math.min(...sizes)), largest / 2);
    },
    {},
    PHI,
  );
  const host = await openFixture(PHI);
  expect((await reportOn(host, { golden })).gradient!.maxRelative).toBeCloseTo(0.5, 4);
  await host.dispose();
});
