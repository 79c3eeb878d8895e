import type { LinkView, TraceEvent } from "../../trace";

/**
 * The first moment, in ms, from which a server may count a delay that follows a connection. `end` is what ended it. Where that was the
 * server's own close: what it last heard, or the Error that it sent, whichever came first, since its close may come, or be seen, much
 * later.
 */
export function countsFrom(view: LinkView, connection: number, end: TraceEvent): number {
  if (end.kind !== "connection" || end.phase !== "peer-closed") return end.t;
  const heard = view.trace.events.findLast((event) => event.t <= end.t && view.isHeard(event, connection));
  const error = view.said(connection).find(({ message }) => message.type === "ERR");
  return Math.min(heard?.t ?? end.t, error?.t ?? end.t);
}
