import { DeadlineError } from "../../trace";

/** A wait that may be in vain: resolves with undefined when its deadline passes. Any other failure rejects. */
export async function ifItComes<T>(wait: Promise<T>): Promise<T | undefined> {
  try {
    return await wait;
  } catch (error) {
    if (error instanceof DeadlineError) return undefined;
    throw error;
  }
}
