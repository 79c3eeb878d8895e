import type { LinkView, TraceEvent } from "../../trace";

/** How late, in ms, a server's answer to nonsense may be seen on a busy machine: its client may have closed in the meantime. */
const SEEN_LATE = 500;

/**
 * The first moment, in ms, from which a server may count a delay that follows a connection. `end` is what ended it. Where that was the
 * server's own close: what it last heard, or the Error that it sent, whichever came first, since its close may come, or be seen, much
 * later. Where its client closed just after nonsense: that nonsense, which the server may have refused before.
 */
export function countsFrom(view: LinkView, connection: number, end: TraceEvent): number {
  const heard = view.trace.events.findLast((event) => event.t <= end.t && view.isHeard(event, connection));
  if (end.kind !== "connection" || end.phase !== "peer-closed") {
    const isNonsense = heard?.kind === "bytes" && heard.reason === "malformed" && end.t - heard.t <= SEEN_LATE;
    return end.kind === "connection" && isNonsense ? heard.t : end.t;
  }
  const error = view.said(connection).find(({ message }) => message.type === "ERR");
  return Math.min(heard?.t ?? end.t, error?.t ?? end.t);
}
