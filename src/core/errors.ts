/**
 * Errors that reach a person. Each has a code for programs, a sentence for the user and the next step; it is thrown at
 * the boundary that noticed. Anything else that is thrown is a fault of the lab and is shown as such.
 */
export class LabError extends Error {
  override readonly name = 'LabError';

  /**
   * @param code  short, stable, in kebab case, such as `import-damaged`
   * @param sentence  what happened and what it means for the run
   * @param nextStep  what the user can do now
   */
  constructor(
    readonly code: string,
    readonly sentence: string,
    readonly nextStep: string,
    options?: { cause?: unknown },
  ) {
    super(`${sentence} ${nextStep}`, options);
  }
}

/** An error as plain data, for crossing to another thread or into a file. */
export interface ErrorReport {
  code: string;
  sentence: string;
  nextStep: string;
}

/** Any thrown value as a report. A foreign error is named as a fault of the lab, with its own message. */
export function reportOf(thrown: unknown): ErrorReport {
  if (thrown instanceof LabError) return { code: thrown.code, sentence: thrown.sentence, nextStep: thrown.nextStep };
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return {
    code: 'fault',
    sentence: `Something in the lab itself failed: ${message}.`,
    nextStep: 'The run is saved up to its last generation; reload the page to go on from there.',
  };
}
