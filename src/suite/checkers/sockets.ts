import type { LinkView, TraceEvent } from "../../trace";
import type { Finding, OpenConnections } from "../../vocabulary";

/** How many more connections than there may be at any time are no leak: one on its way, and one about to be closed. */
const SPARE = 2;
/** A client may hold what its servers dialed; of those that they have ended it keeps none, but takes its time. */
const ENDED = 4;

type Change = { readonly t: number; readonly by: 1 | -1 };

/**
 * Connections open on the side that the views look from, up to `until`. A side that was told of the end of a connection and has not
 * ended its own half has it still open; a reset takes it from it. `which` leaves some out.
 */
export function openConnections(views: Iterable<LinkView>, until: number, which: Which = () => true): OpenConnections {
  const changes = [...views].flatMap((view) => changesOf(view, until, which)).sort((a, b) => a.t - b.t || a.by - b.by);
  const [first] = changes;
  const watched = first ? until - first.t : 0;
  const middle = until - watched / 2;
  let [now, most, before] = [0, 0, 0];
  for (const { t, by } of changes) {
    most = Math.max(most, (now += by));
    if (t <= middle) before = now;
  }
  return { most, atEnd: now, perSecond: watched > 0 ? ((now - before) / watched) * 2000 : 0, watched };
}

/** From when on a connection counts, if it does. */
type Which = (view: LinkView, connection: number) => number | boolean | undefined;

function changesOf(view: LinkView, until: number, which: Which): Change[] {
  const opened = new Map<number, number>();
  const ended = new Map<number, number>();
  for (const event of view.trace.events) {
    if (event.t > until) break;
    if (event.kind !== "connection" || event.link !== view.link || event.side !== view.sut) continue;
    if (event.phase === "opened") opened.set(event.connection, event.t);
    else if (isGone(event) && !ended.has(event.connection)) ended.set(event.connection, event.t);
  }
  return [...opened].flatMap(([connection, t]): Change[] => {
    const counts = which(view, connection);
    const from = counts === true ? t : counts;
    if (typeof from !== "number" || from > until) return [];
    const end = ended.get(connection);
    if (end !== undefined && end <= from) return [];
    return [{ t: from, by: 1 }, ...(end === undefined ? [] : [{ t: end, by: -1 } as const])];
  });
}

function isGone(event: Extract<TraceEvent, { kind: "connection" }>): boolean {
  return event.phase === "peer-closed" || (event.phase === "closed" && event.how === "rst");
}

export interface SocketLimits {
  /** End of what is looked at: the product is told to end. */
  readonly until: number;
  /** How long a client may take to close what its server has ended, in ms. */
  readonly grace: number;
  /** How long a server gives a connection until its channel is open, and how long it waits between dials, at least; in ms. */
  readonly lifetime: number;
  readonly interval: number;
}

/**
 * Connections without a secure channel pile up: more are open than a server can have that gives each up in its time, and it is still more
 * and more. Of a client only those count that its server has ended.
 */
export function checkSockets(view: LinkView, limits: SocketLimits): Finding[] {
  const { found, most } = piled(view, limits);
  if (found.atEnd <= most || found.atEnd < found.most) return [];
  const { atEnd, perSecond, watched } = found;
  const more = perSecond >= 0.005 ? `, ${perSecond.toFixed(2)} more each second, without limit` : ", and no fewer any more";
  const what = view.sut === "server" ? "connections without a secure channel" : "connections that their server has ended";
  return [
    {
      requirement: "RH-02",
      expected: `no more than ${most} ${what} open at once`,
      actual: `${atEnd} open after ${(watched / 1000).toFixed(1)} s${more}`,
    },
  ];
}

/** Those that may pile up, and how many may be open. */
export function piled(
  view: LinkView,
  { until, grace, lifetime, interval }: SocketLimits,
): { found: OpenConnections; most: number } {
  const isServer = view.sut === "server";
  const most = isServer ? Math.ceil(lifetime / interval) + SPARE : ENDED;
  return { found: openConnections([view], until, isServer ? withoutChannel : endedFor(grace)), most };
}

function withoutChannel(view: LinkView, connection: number): boolean {
  return !view.said(connection).some(({ message }) => message.type === "OPN");
}

function endedFor(grace: number): Which {
  return (view, connection) => {
    const closing = view.closing(connection);
    return closing?.by === "peer" && closing.how === "fin" && closing.t + grace;
  };
}
