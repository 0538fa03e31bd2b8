/**
 * Opens a host for training: the reverse-mode graph in a session of its own, what a pass costs, and the tokens of answers
 * that are not the host's own. Nothing of it is needed by a world whose organelles do not learn by gradients.
 */
import { LabError } from '../core/errors.ts';
import { readConfig } from './config.ts';
import { trainingCost, type TrainingCost } from './cost.ts';
import { differentiate } from './differentiate/differentiate.ts';
import { Trainer } from './differentiate/trainer.ts';
import { find } from './find/find.ts';
import { readExternalData, readJson, readOptionalJson, type HostFiles } from './files.ts';
import { decodeModel, encodeModel } from './onnx/model.ts';
import type { Runtime } from './runtime.ts';
import { openTokenizer } from './tokenizer.ts';

export interface Training {
  trainer: Trainer;
  cost: TrainingCost;
  /** the tokens of an answer as the host would have to write it, with the end token */
  answerTokens: (text: string) => number[];
}

/** Throws LabError `host-damaged`, `host-unreadable` or `operator-without-rule`. */
export async function openTraining(from: { files: HostFiles; runtime: Runtime; model?: string }): Promise<Training> {
  const { files, runtime, model: path = 'onnx/model.onnx' } = from;
  const config = readConfig(
    await readJson(files, 'config.json'),
    await readOptionalJson(files, 'generation_config.json'),
  );
  const words = await openTokenizer(
    await readJson(files, 'tokenizer.json'),
    await readJson(files, 'tokenizer_config.json'),
  );
  const model = decodeModel(await files.read(path));
  const found = find(model, config);
  const { model: graph, ...rest } = differentiate(model, found);
  const externalData = await readExternalData(model, path, files);
  const session = await runtime.createSession(encodeModel(graph), { externalData });
  const [end] = config.endTokens;
  if (end === undefined)
    throw new LabError('host-unreadable', 'This host does not say which token ends an answer.', 'Choose another host.');
  return {
    trainer: new Trainer(runtime, session, rest, found.sites),
    cost: trainingCost(config, found),
    answerTokens: (text) => [...words.encodeText(text), end],
  };
}
