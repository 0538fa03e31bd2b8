/** Why an adapter is not taken, each said only where it is true. */
import { impostorOf, otherFormatOf } from '../bytes/impostor.ts';
import { HostError } from '../errors.ts';

export function damaged(why: string): HostError {
  return new HostError('adapter-damaged', `The adapter file is damaged: ${why}.`, 'Export or download it again.');
}

/** @param why  continues “This adapter is not supported, because” */
export function notSupported(why: string, nextStep = 'Use a plain LoRA adapter, or convert it to one.'): HostError {
  return new HostError('not-supported', `This adapter is not supported, because ${why}.`, nextStep);
}

/** @param why  continues “This adapter does not fit the host:” */
export function foreign(why: string): HostError {
  return new HostError(
    'adapter-foreign',
    `This adapter does not fit the host: ${why}.`,
    'Use an adapter made for this host.',
  );
}

/** Throws HostError where a file is something else than an adapter's: a message, a pointer, or another program's. */
export function refuseImpostor(bytes: Uint8Array, name: string): void {
  const format = otherFormatOf(bytes);
  if (format !== undefined)
    throw notSupported(`its ${name} is ${format}`, 'Save the adapter with PEFT, as adapter_model.safetensors.');
  const instead = impostorOf(bytes.subarray(0, 512));
  if (instead !== undefined)
    throw new HostError('adapter-damaged', `The adapter’s ${name} is ${instead}.`, 'Download the file itself again.');
}
