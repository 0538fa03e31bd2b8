/** What can go wrong with a model or an adapter, in a sentence and with a next step. */
import { ExplainedError } from '../base/errors.ts';

/** Every code that this package throws. */
export type HostErrorCode =
  | 'adapter-damaged'
  | 'adapter-foreign'
  | 'device-lost'
  | 'host-damaged'
  | 'host-missing'
  | 'host-too-large'
  | 'host-unreadable'
  | 'host-wrong'
  | 'no-webgpu'
  | 'not-supported'
  | 'operator-without-rule'
  | 'prompt-too-long';

export class HostError extends ExplainedError {
  override readonly name = 'HostError';
  declare readonly code: HostErrorCode;

  constructor(code: HostErrorCode, sentence: string, nextStep: string, options?: { cause?: unknown }) {
    super(code, sentence, nextStep, options);
  }
}
