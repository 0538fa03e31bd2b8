/** What can go wrong with a model or an adapter, in a sentence and with a next step. */
import { ExplainedError } from '../base/errors.ts';

/**
 * Every code that this package throws, with what it means.
 * @example
 * import { HOST_ERRORS } from 'evolora-host';
 *
 * HOST_ERRORS['no-webgpu']; // → 'WebGPU was demanded and is not there.'
 */
export const HOST_ERRORS = {
  'adapter-damaged': 'An adapter file is damaged, or its matrices do not fit together.',
  'adapter-foreign': 'An adapter was made for another model.',
  'device-lost': 'The graphics device stopped answering; what ran on it can be done again on a new one.',
  'golden-damaged': 'Golden values cannot be read, or were made for another model.',
  'graph-unclear': 'A model’s directory holds several graphs, and it was not said which is meant.',
  'host-damaged': 'A file of the model cannot be read as what it should be.',
  'host-missing': 'A file of the model is not where it should be.',
  'host-unreachable': 'A file of the model may be there, but could not be read or fetched.',
  'host-too-large': 'There is not enough memory for the model, or to train it, here.',
  'host-unreadable': 'The model has a form that is not understood.',
  'host-wrong': 'The model loads and answers wrongly on this runtime.',
  'no-device': 'A device was demanded of Node that its runtime or its system does not have.',
  'no-webgpu': 'WebGPU was demanded and is not there.',
  'not-supported': 'A model or an adapter is of a kind that is not read; the sentence says why.',
  'operator-without-rule': 'The model has an operator that cannot be differentiated.',
  'prompt-too-long': 'A prompt is longer than the model’s context.',
} as const satisfies Readonly<Record<string, string>>;

export type HostErrorCode = keyof typeof HOST_ERRORS;

/**
 * What is thrown of a model or an adapter: a code for programs, a sentence for people, and what they can do next.
 * @example
 * import { HostError, readSafetensors } from 'evolora-host';
 *
 * try {
 *   readSafetensors(new Uint8Array(3));
 * } catch (thrown) {
 *   thrown instanceof HostError && thrown.code; // → 'adapter-damaged'
 * }
 */
export class HostError extends ExplainedError {
  override readonly name = 'HostError';
  declare readonly code: HostErrorCode;

  constructor(code: HostErrorCode, sentence: string, nextStep: string, options?: { cause?: unknown }) {
    super(code, sentence, nextStep, options);
  }
}
