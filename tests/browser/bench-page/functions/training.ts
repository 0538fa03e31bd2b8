/** Training graphs in a browser's worker: golden gradients, and what a backward pass costs. */
import { random } from '../../../../src/base/random.ts';
import { adapterLength, type Adapter } from '../../../../src/host/adapters/adapter.ts';
import { prepareGraph } from '../../../../src/host/session/prepare.ts';
import { openTrainer, openDecoder } from '../../../../src/host/session/variants.ts';
import { adapterFeeds } from '../../../../src/host/passes/feeds.ts';
import type { HostFiles } from '../../../../src/host/files/files.ts';
import type { WebRuntimeOptions } from '../../../../src/host/web.ts';
import { siteFiles } from '../../../../src/host/web.ts';
import { benchRuntime, sharedRuntime } from '../runtime.ts';
import { GoldenTraining } from '../../../host/differentiate/golden-training.ts';

function filesOf(folder: string): HostFiles {
  return siteFiles(new URL(`../${folder}`, self.location.href).href);
}

/**
 * The largest differences to PyTorch's losses and gradients, relative to their size, over the first golden prompts, all in
 * one batch; and of the sum over them, in passes of one row, from which all but the first are taken away again. Folders are
 * relative to the site, such as 'hosts/micro/'. The trainer stays open: a device without sessions forgets what it has
 * compiled, and much of that serves the next host.
 */
export async function goldenGradientError(
  folder: string,
  goldenFolder: string,
  options: WebRuntimeOptions,
  prompts: number,
): Promise<{ loss: number; gradient: number; sum: number; tensors: number }> {
  const files = filesOf(folder);
  const runtime = await sharedRuntime(options);
  const { trainer, sites } = await openTrainer(await prepareGraph(files), runtime);
  const golden = await GoldenTraining.read(filesOf(goldenFolder), sites);
  const rows = Array.from({ length: prompts }, (_, prompt) => golden.row(prompt));
  const results = await trainer.run(rows);
  const summed = await trainer.sum(rows, 1);
  const first = summed.gradient.map((g, i) => results.slice(1).reduce((rest, row) => rest - row.gradient[i]!, g));
  const errors = results.map(({ gradient }, prompt) => [...golden.differences(prompt, gradient).values()]);
  return {
    loss: Math.max(...results.map(({ loss }, prompt) => Math.abs(loss / golden.loss(prompt) - 1))),
    gradient: Math.max(...errors.flat()),
    sum: Math.max(...golden.differences(0, first).values()),
    tensors: errors[0]!.length,
  };
}

/**
 * Milliseconds of a forward pass of the grafted micro host (prefill, all rows with adapters of their own) and of a
 * forward-and-backward pass over the same rows, by turns, so that both see the same machine.
 */
export async function passMs(
  options: WebRuntimeOptions,
  size: { rows: number; tokens: number; answer: number; rank: number; turns: number },
): Promise<{ forward: number[]; both: number[] }> {
  const { rows, tokens, answer, rank, turns } = size;
  const files = filesOf('hosts/micro/');
  const [prepared, runtime] = [await prepareGraph(files), await benchRuntime(options)];
  const decoder = await openDecoder(prepared, runtime);
  const { trainer, sites } = await openTrainer(prepared, runtime);
  const draw = random('bench', 'training');
  const adapters = Array.from({ length: rows }, (): Adapter => ({
    rank,
    scale: 1,
    weights: Float32Array.from({ length: adapterLength(sites, rank) }, () => 0.03 * draw.normal()),
  }));
  const batch = adapters.map((adapter) => ({
    tokens: Array.from({ length: tokens }, () => draw.integer(3, 511)),
    weights: Array.from({ length: tokens }, (_, t) => (t >= tokens - answer ? 1 : 0)),
    adapter,
  }));
  const ids = BigInt64Array.from(
    batch.flatMap((row) => row.tokens),
    BigInt,
  );
  const step = {
    rows,
    tokens: ids,
    width: tokens,
    mask: new BigInt64Array(rows * tokens).fill(1n),
    positions: BigInt64Array.from({ length: rows * tokens }, (_, i) => BigInt(i % tokens)),
    last: new BigInt64Array(rows).fill(BigInt(tokens - 1)),
    adapters: adapterFeeds(decoder.sites, decoder.groups, adapters),
  };
  const ms: { forward: number[]; both: number[] } = { forward: [], both: [] };
  for (let turn = 0; turn < turns; turn++) {
    const start = performance.now();
    const { cache } = await decoder.session.run({ ...step, cache: decoder.session.emptyCache(rows) });
    const middle = performance.now();
    await trainer.run(batch);
    const end = performance.now();
    for (const tensor of cache.tensors.values()) tensor.dispose();
    ms.forward.push(middle - start);
    ms.both.push(end - middle);
  }
  await trainer.release();
  return ms;
}
