/** The lab's own errors, and any thrown value as plain data. */
import { ExplainedError } from '../base/errors.ts';

export class LabError extends ExplainedError {
  override readonly name = 'LabError';
}

/** An error as plain data, for crossing to another thread or into a file. */
export interface ErrorReport {
  code: string;
  sentence: string;
  nextStep: string;
}

/** Any thrown value as a report. A foreign error is named as a fault of the lab, with its own message. */
export function reportOf(thrown: unknown): ErrorReport {
  if (thrown instanceof ExplainedError)
    return { code: thrown.code, sentence: thrown.sentence, nextStep: thrown.nextStep };
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return {
    code: 'fault',
    sentence: `Something in the lab itself failed: ${message}.`,
    nextStep: 'The run is saved up to its last generation; reload the page to go on from there.',
  };
}
