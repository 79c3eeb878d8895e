import { ConformanceError } from "./conformance-error";
import type { LinkView } from "./link-view";

/** What a server has to say when it refuses and closes: one of these codes, any Error, nothing, or as it likes. */
export type Refusal = readonly string[] | "with any Error" | "without an Error" | "with or without an Error";

/**
 * Judges a connection that the server itself has closed; throws ConformanceError. BadTimeout refuses nothing: it says that the server
 * had gone on waiting. `patience`: for so many ms from its dial a server waits at least; who closes without a word refuses when he
 * does it sooner. An Error that the system's reset may have swallowed is not asked for.
 */
export function judgeRefusal({ view, current }: { view: LinkView; current: number }, how: Refusal, patience: number): void {
  const errors = view.errors(current);
  const isRefused = errors.some((code) => code !== "BadTimeout");
  const isLost = view.mayHaveLostError(current);
  const judge = (expected: string, holds: boolean) => {
    if (!holds) throw new ConformanceError(expected, view.observed(current));
  };
  switch (how) {
    case "without an Error":
      return judge("a close without ERR", errors.length === 0);
    case "with any Error":
      return judge("an ERR (not BadTimeout) and a close", isRefused || isLost);
    case "with or without an Error":
      return judge("an ERR (not BadTimeout), or a close at once", isRefused || (errors.length === 0 && closesWithin(patience)));
    default:
      return judge(`ERR ${how.join(" or ")} and a close`, isLost || (errors.length === 1 && how.includes(errors[0] ?? "")));
  }

  function closesWithin(ms: number): boolean {
    const dialed = view.dials().find(({ connection }) => connection === current);
    const closing = view.closing(current);
    return dialed !== undefined && closing !== undefined && closing.t - dialed.t < ms;
  }
}
