/** Opens a host for training: differentiates its graph, looks whether it fits, reads its weights, starts the session. */
import type { Site } from '../adapters/adapter.ts';
import { find, type DecoderShape, type Found } from '../find/find.ts';
import { readExternalData, type HostFiles } from '../files/files.ts';
import { decodeModel, encodeModel } from '../onnx/model.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { differentiate } from './differentiate.ts';
import { asTooLarge, checkSmallestPass, LIMIT_BYTES, smallestInWords } from './passes.ts';
import { Trainer } from './trainer.ts';

/**
 * A trainer for a host directory.
 * @param path  the graph file, beside which its weights are
 * @param limitBytes  what the weights and a pass may take together; by default what the runtime can bear
 * Throws HostError `operator-without-rule`, `host-too-large`, `host-unreadable` or `host-damaged`.
 */
export async function openTrainer(from: {
  config: DecoderShape;
  files: HostFiles;
  path: string;
  runtime: Runtime;
  limitBytes?: number;
}): Promise<{ trainer: Trainer; sites: readonly Site[]; found: Found }> {
  const { config, files, path, runtime, limitBytes = LIMIT_BYTES[from.runtime.kind] } = from;
  const model = decodeModel(await files.read(path));
  const found = find(model, config);
  const { model: training, ...graph } = differentiate(model, found);
  checkSmallestPass(graph.memory, limitBytes);
  const externalData = await readExternalData(model, path, files);
  try {
    // The sizes of passes change all the time, so a plan of one's memory would only hold a second copy of it.
    const session = await runtime.createSession(encodeModel(training), { externalData, memoryPlan: false });
    return { trainer: new Trainer(runtime, session, graph, found.sites, limitBytes), sites: found.sites, found };
  } catch (thrown) {
    throw asTooLarge(thrown, smallestInWords(graph.memory));
  }
}
