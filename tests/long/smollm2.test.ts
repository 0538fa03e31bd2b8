/**
 * A real language model, SmolLM2-135M-Instruct in 8 bits, against PyTorch and PEFT on exactly its weights: logits bare and
 * with an adapter, loss and gradients.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { readPeft } from '../../src/host/index.ts';
import { differenceByCompany } from '../host/company.ts';
import { filesIn } from '../host/files.ts';
import { decoderIn, differenceFromGolden, Golden } from '../host/hosts.ts';
import { GoldenTraining } from '../host/differentiate/golden-training.ts';
import { trainerIn } from '../host/differentiate/training.ts';
import { peakOf } from '../host/peaks.ts';
import { GRAPH, smollm2Folder } from './smollm2.ts';

/** Rows of logits that the golden values keep of each prompt. */
const ROWS = 2;

let folder: string;
beforeAll(() => {
  folder = smollm2Folder();
});

describe('SmolLM2-135M', () => {
  it('gives the golden logits, bare and with an adapter', async () => {
    const decoder = await decoderIn(folder, GRAPH);
    const golden = await Golden.read(folder);
    const adapter = readPeft(decoder.sites, await filesIn(folder).read('adapter/adapter_model.safetensors'), 8);
    expect(golden.prompts).toBe(3);
    for (const worn of [null, adapter]) {
      const difference = await differenceFromGolden(decoder, golden, worn, ROWS);
      console.log(
        `logits ${worn ? 'with the adapter' : 'bare'}: ${difference.toExponential(1)} at most from PyTorch’s`,
      );
      expect(difference).toBeLessThan(2e-4);
    }
  });

  it.each(['exact', 'fast'] as const)('answers rows together to the bit as each alone, %s', async (precision) => {
    expect(await differenceByCompany(folder, GRAPH, precision)).toBe(0);
  });

  it('gives the golden loss and the gradient of every matrix', async () => {
    const { trainer, sites } = await trainerIn(folder, GRAPH);
    const golden = await GoldenTraining.read(filesIn(folder), sites);
    const names = golden.gradientNames(0);
    expect(names).toHaveLength(2 * sites.length);
    const [{ loss, gradient }] = (await trainer.run([golden.row(0)])) as [{ loss: number; gradient: Float32Array }];
    const differences = golden.differences(0, gradient);
    const apart = Math.abs(loss / golden.loss(0) - 1);
    const most = Math.max(...differences.values());
    console.log(
      `loss ${loss.toFixed(4)}, ${apart.toExponential(1)} of it from PyTorch’s; ${names.length} gradients, ${most.toExponential(1)} at most`,
    );
    expect(apart).toBeLessThan(2e-5);
    expect([...differences.keys()].sort()).toEqual(names.sort());
    expect(most).toBeLessThan(1e-4);
    await trainer.release();
  });

  it.skipIf(process.platform !== 'linux')('takes about as much memory as is planned', async () => {
    const { planned, measured } = await peakOf(folder);
    console.log(`${(planned / 1e6).toFixed(0)} MB planned, ${(measured / 1e6).toFixed(0)} MB at the height`);
    expect(planned / measured).toBeGreaterThan(1 / 1.5);
    expect(planned / measured).toBeLessThan(1.5);
  });
});
