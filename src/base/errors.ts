/**
 * Errors that reach a person. Each has a code for programs, a sentence for the user and the next step; it is thrown at
 * the boundary that noticed. Every package has its own kind and its own union of codes; whoever shows errors needs only this.
 */
export abstract class ExplainedError extends Error {
  /**
   * @param code  short, stable, in kebab case, such as `import-damaged`
   * @param sentence  what happened and what it means for the person's work
   * @param nextStep  what the person can do now
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
