/** Opens a host for training: reads its weights, differentiates its graph, starts the session. */
import type { Site } from '../adapter.ts';
import type { DecoderShape } from '../find/find.ts';
import { find } from '../find/find.ts';
import { readExternalData, type HostFiles } from '../host.ts';
import { decodeModel, encodeModel } from '../onnx/model.ts';
import type { Runtime } from '../runtime.ts';
import { differentiate } from './differentiate.ts';
import { Trainer } from './trainer.ts';

/**
 * A trainer for a host directory.
 * @param path  the graph file, beside which its weights are
 * Throws LabError `operator-without-rule`, `host-unreadable` or `host-damaged`.
 */
export async function openTrainer(from: {
  config: DecoderShape;
  files: HostFiles;
  path: string;
  runtime: Runtime;
}): Promise<{ trainer: Trainer; sites: readonly Site[] }> {
  const { config, files, path, runtime } = from;
  const model = decodeModel(await files.read(path));
  const found = find(model, config);
  const { model: training, ...graph } = differentiate(model, found);
  const externalData = await readExternalData(model, path, files);
  const session = await runtime.createSession(encodeModel(training), { externalData });
  return { trainer: new Trainer(runtime, session, graph, found.sites), sites: found.sites };
}
