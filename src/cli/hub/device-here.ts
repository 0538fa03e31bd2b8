/** What a model would compute on in Node, as far as it says what it is before a model is opened. */
import { totalmem } from 'node:os';
import type { NodeDevice } from '../../host/node.ts';
import type { HubDevice } from '../../hub/choose.ts';

/** @param device  the processor unless told */
export function deviceHere(device: NodeDevice = 'cpu'): HubDevice {
  const limit = process.constrainedMemory();
  const memory = limit > 0 && limit < totalmem() ? limit : totalmem();
  return { kind: device === 'cpu' ? 'processor' : 'webgpu', halves: null, buffer: Infinity, memory };
}
