/**
 * Opens a host for training: the reverse-mode graph in a session of its own, what a pass costs, and the tokens of answers
 * that are not the host's own. Nothing of it is needed by a world whose organelles do not learn by gradients.
 */
import { HostError } from '../errors.ts';
import { readConfig } from '../files/config.ts';
import { trainingCost, type TrainingCost } from './cost.ts';
import { openTrainer } from '../differentiate/open.ts';
import type { Trainer } from '../differentiate/trainer.ts';
import { readJson, readOptionalJson, type HostFiles } from '../files/files.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { openTokenizer } from '../files/tokenizer.ts';

export interface Training {
  trainer: Trainer;
  cost: TrainingCost;
  /** the tokens of an answer as the host would have to write it, with the end token */
  answerTokens: (text: string) => number[];
}

/**
 * Opens a host directory for training.
 * @param limitBytes  what the weights and a pass may take together; by default what the runtime can bear
 * Throws HostError `host-damaged`, `host-unreadable`, `host-too-large` or `operator-without-rule`.
 */
export async function openTraining(from: {
  files: HostFiles;
  runtime: Runtime;
  model?: string;
  limitBytes?: number;
}): Promise<Training> {
  const { files, model: path = 'onnx/model.onnx' } = from;
  const config = readConfig(
    await readJson(files, 'config.json'),
    await readOptionalJson(files, 'generation_config.json'),
  );
  const [end] = config.endTokens;
  if (end === undefined)
    throw new HostError(
      'host-unreadable',
      'This host does not say which token ends an answer.',
      'Choose another host.',
    );
  const words = await openTokenizer(
    await readJson(files, 'tokenizer.json'),
    await readJson(files, 'tokenizer_config.json'),
  );
  const { trainer, found } = await openTrainer({ ...from, config, path });
  return {
    trainer,
    cost: trainingCost(config, found),
    answerTokens: (text) => [...words.encodeText(text), end],
  };
}
