/** Training graphs of host directories on onnxruntime-node. */
import { nodeRuntime } from '../../../src/host/node.ts';
import type { Site } from '../../../src/host/adapters/adapter.ts';
import { openTrainer } from '../../../src/host/session/variants.ts';
import type { Trainer } from '../../../src/host/differentiate/trainer.ts';
import { filesIn } from '../files.ts';
import { prepareGraph } from '../../../src/host/session/prepare.ts';

export interface TestTrainer {
  trainer: Trainer;
  sites: readonly Site[];
}

/** The training graph of a host directory, in a session. */
export async function trainerIn(folder: string, path = 'onnx/model.onnx'): Promise<TestTrainer> {
  return openTrainer(await prepareGraph(filesIn(folder), path), nodeRuntime(2));
}
