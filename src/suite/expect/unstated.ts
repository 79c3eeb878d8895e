import { NotApplicableError } from "../attach";
import { DeadlineError, UnexpectedEventError } from "../../trace";

/** A time that the description does not state is no claim: a SUT that is slower, or sooner, than the default of `field` is not judged by it. */
export async function byDefault(field: string, missed: "too late" | "too early", act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof (missed === "too late" ? DeadlineError : UnexpectedEventError))) throw error;
    const [what] = error.message.split("; seen instead");
    throw new NotApplicableError(`needs timing.${field}, which is not stated; by its default: ${what}`);
  }
}
