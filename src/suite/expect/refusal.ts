import type { LinkView } from "../../trace";
import { ConformanceError } from "./errors";
import { isLastWord, isRefusedChannel } from "./last-words";

/** What the SUT has to say when it refuses and closes: one of these codes, any Error, nothing, or as it likes. */
export type Refusal = readonly string[] | "with any Error" | "without an Error" | "with or without an Error";

/** The connection on which something was refused, and what the judge has to know of it. */
export interface Refused {
  readonly view: LinkView;
  readonly connection: number;
  /** Position in the trace at which we sent what is to be refused. */
  readonly after: number;
  /**
   * For this many ms from its dial a SUT waits at least: whoever closes silently sooner refuses, later it has run into a timeout of its
   * own, and BadTimeout is then no refusal either. Infinity: it is not asked, since the sentence states a deadline.
   */
  readonly patience: number;
}

/**
 * Judges the two halves of a refusal: what was said behind `after`, and that the SUT itself closed. An Error that the system's reset may
 * have swallowed is not asked for. Throws ConformanceError.
 */
export function judgeRefusal(refused: Refused, how: Refusal): void {
  const { view, connection, after, patience } = refused;
  const said = view.said(connection).filter(({ seq }) => seq > after);
  const errors = view.errors(connection, after);
  const hasRefusedChannel = said.some(({ message }) => isRefusedChannel(message));
  const isClosed = hasRefusedChannel || view.closing(connection)?.by === "sut";
  const isLost = view.mayHaveLostError(connection, after);
  const isTimeout = (code: string) => patience < Infinity && code === "BadTimeout";
  const isRefused = hasRefusedChannel || errors.some((code) => !isTimeout(code));
  const judge = (expected: string, holds: boolean) => {
    if (!isClosed || !holds) throw new ConformanceError(expected, view.observed(connection)).on(view, connection);
  };
  switch (how) {
    case "without an Error":
      return judge("a close without a word", said.length === 0);
    case "with any Error":
      return judge("an ERR with another code than BadTimeout, and a close", isRefused || isLost);
    case "with or without an Error":
      return judge(
        patience < Infinity
          ? "an ERR with another code than BadTimeout, or a close at once"
          : "a close, and nothing before it but an Error",
        isRefused || (errors.length === 0 && closesWithin(refused) && said.every(({ message }) => isLastWord(message))),
      );
    default:
      return judge(`ERR ${how.join(" or ")} and a close`, isLost || (errors.length === 1 && how.includes(errors[0] ?? "")));
  }
}

function closesWithin({ view, connection, patience }: Refused): boolean {
  const dialed = view.dials().find((dial) => dial.connection === connection);
  const closing = view.closing(connection);
  return dialed !== undefined && closing !== undefined && closing.t - dialed.t < patience;
}
