/** The SUT did something else than expected: all that was expected, all that came. `observed` is short and stable from run to run. */
export class ConformanceError extends Error {
  readonly code = "CONFORMANCE";
  constructor(
    readonly expected: string,
    readonly observed: string,
    readonly elapsed?: number,
  ) {
    super(`expected ${expected}; got ${observed}${elapsed === undefined ? "" : ` (after ${(elapsed / 1000).toFixed(2)} s)`}`);
    this.name = "ConformanceError";
  }
}

/** After what a scenario did to it, the SUT no longer served a well-behaved peer. */
export class SurvivalError extends ConformanceError {
  constructor(expected: string, cause: unknown) {
    super(expected, "no service for a well-behaved peer any more");
    this.name = "SurvivalError";
    this.cause = cause;
    if (cause instanceof Error) this.message += `: ${cause.message}`;
  }
}
