/** What is ours on a runtime's graphics device, made once for all sessions on it. */
import type { Runtime } from '../runtime/runtime.ts';
import { TokenChooser } from './choose.ts';
import { RowFolder } from './fold.ts';
import { DeviceMemory } from './memory.ts';
import { RowMover } from './move.ts';

export interface DeviceTools {
  memory: DeviceMemory;
  mover: RowMover;
  folder: RowFolder;
  chooser: TokenChooser;
}

const TOOLS = new WeakMap<GPUDevice, DeviceTools>();

/** The tools of a runtime; undefined where tensors cannot stay on its device. */
export function toolsOf(runtime: Pick<Runtime, 'gpu' | 'Tensor'>): DeviceTools | undefined {
  const { gpu } = runtime;
  if (!gpu) return undefined;
  const known = TOOLS.get(gpu) ?? newTools(new DeviceMemory(gpu, runtime));
  TOOLS.set(gpu, known);
  return known;
}

function newTools(memory: DeviceMemory): DeviceTools {
  return {
    memory,
    mover: new RowMover(memory),
    folder: new RowFolder(memory),
    chooser: new TokenChooser(memory),
  };
}
