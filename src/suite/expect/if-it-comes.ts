import { DeadlineError } from "../../trace";

/** A wait that may be in vain: resolves with undefined when its deadline passes. Any other failure rejects. */
export async function ifItComes<T>(wait: Promise<T>): Promise<T | undefined> {
  try {
    return await wait;
  } catch (error) {
    if (isDeadline(error)) return undefined;
    throw error;
  }
}

/** What was awaited did not come in time. */
export function isDeadline(error: unknown): boolean {
  return error instanceof DeadlineError;
}
