/** The lab's own errors, and any thrown value as plain data. */
import { ExplainedError } from '../base/errors.ts';
import type { LabErrorCode } from './error-codes.ts';

export class LabError extends ExplainedError {
  override readonly name = 'LabError';
  declare readonly code: LabErrorCode;

  constructor(code: LabErrorCode, sentence: string, nextStep: string, options?: { cause?: unknown }) {
    super(code, sentence, nextStep, options);
  }
}

/** An error as plain data, for crossing to another thread or into a file. */
export interface ErrorReport {
  /** of any package: the lab's, or the host's */
  code: string;
  sentence: string;
  nextStep: string;
}

/** Any thrown value as a report. A foreign error is named as a fault of the lab, with its own message. */
export function reportOf(thrown: unknown): ErrorReport {
  if (thrown instanceof ExplainedError)
    return { code: thrown.code, sentence: thrown.sentence, nextStep: thrown.nextStep };
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const code: LabErrorCode = 'fault';
  return {
    code,
    sentence: `Something in the lab itself failed: ${message}.`,
    nextStep: 'The run is saved up to its last generation; reload the page to go on from there.',
  };
}
