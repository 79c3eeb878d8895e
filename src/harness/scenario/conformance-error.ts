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
