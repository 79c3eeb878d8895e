import { NotApplicableError } from "../attach";
import { DeadlineError, UnexpectedEventError } from "../../trace";

/**
 * A time that the description does not state is no claim: a SUT that is slower, or that dials or closes sooner, than the default of `field`
 * is not judged by it.
 */
export async function byDefault(field: string, missed: "too late" | "too early", act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    const isMissed = missed === "too late" ? error instanceof DeadlineError : isOfConnection(error);
    if (!(error instanceof Error) || !isMissed) throw error;
    const [what] = error.message.split("; seen instead");
    throw new NotApplicableError(`needs timing.${field}, which is not stated; by its default: ${what}`);
  }
}

/** What is said out of turn is out of turn at any time. */
function isOfConnection(error: unknown): boolean {
  return error instanceof UnexpectedEventError && error.event.kind === "connection";
}
