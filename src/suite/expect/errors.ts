import { DeadlineError, UnexpectedEventError } from "../../trace";
import { messageOf } from "../../text";

/** The SUT did something else than expected: all that was expected, all that came. `observed` is short and stable from run to run. */
export class ConformanceError extends Error {
  readonly code = "CONFORMANCE";
  /** The connection that it judges, where it judges one: what a finding tells is about no other. */
  about?: { readonly link: string; readonly connection: number };
  /** Our reading of the requirement, which does not say so in these words: a remark, and no failure. */
  isReading = false;
  constructor(
    readonly expected: string,
    readonly observed: string,
    readonly elapsed?: number,
  ) {
    super(`expected ${expected}; got ${observed}${elapsed === undefined ? "" : ` (after ${(elapsed / 1000).toFixed(2)} s)`}`);
    this.name = "ConformanceError";
  }

  on({ link }: { readonly link: string }, connection: number): this {
    this.about = { link, connection };
    return this;
  }

  asReading(): this {
    this.isReading = true;
    return this;
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

/** The SUT did not get to where the scenario begins, so that its requirement was not judged: could not run, never a finding. */
export class StateNotReachedError extends Error {
  readonly code = "STATE_NOT_REACHED";
  constructor(
    readonly state: string,
    override readonly cause: unknown,
  ) {
    super(`not reached: ${state}: ${messageOf(cause)}`);
    this.name = "StateNotReachedError";
  }
}

/** Our side was too slow for what it had to do: nothing speaks against another try. */
export class TooSlowError extends StateNotReachedError {}

/** What came cannot be judged by what the description states: could not run, with what to state instead. */
export class NotJudgedError extends Error {
  readonly code = "NOT_JUDGED";
  constructor(why: string) {
    super(`not judged: ${why}`);
    this.name = "NotJudgedError";
  }
}

/** Whether an error is a judgement on the SUT. All others are trouble of the set-up or of the suite, and accuse nobody. */
export function isJudgement(error: unknown): boolean {
  return error instanceof ConformanceError || error instanceof DeadlineError || error instanceof UnexpectedEventError;
}

/** Runs set-up: whatever keeps it from its end is a state that was not reached. */
export async function reach<T>(state: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!isJudgement(error) && !isOfLibrary(error)) throw error;
    throw new StateNotReachedError(state, error);
  }
}

/**
 * Runs what a real client stack of ours does with the SUT: when the stack gets no answer that it can use, the SUT is judged by it, in the
 * stack's words, or by what was `seen` on the connection.
 */
export async function judged<T>(expected: string, act: () => Promise<T>, seen?: () => string): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!isOfLibrary(error)) throw error;
    throw new ConformanceError(expected, seen?.() ?? error.message);
  }
}

/** What node-opcua and our raw peers throw when the other side does not play along: plain errors, as a rule. */
function isOfLibrary(error: unknown): error is Error {
  if (!(error instanceof Error) || isJudgement(error) || error instanceof StateNotReachedError) return false;
  return "statusCode" in error || "response" in error || LIBRARY.has(error.name);
}

const LIBRARY = new Set(["Error", "AdoptedClientError", "RawPeerError", "ServiceFault"]);
