import { DeadlineError, type Trace, type TraceEvent } from "../../trace";

/** How long a client may take, in ms, for the connections that came before ours, as long as it goes on with them. */
const LONGEST_TURN = 300_000;

/**
 * A client that serves one connection at a time comes to ours when it has done with those that were dialed before, and no sentence says how
 * soon (NS-32): what is awaited of it on `link` within a time is awaited again as long as it ends those, and will have ended all in time.
 */
export async function inTurn<T>(trace: Trace, link: string, within: number, wait: () => Promise<T>): Promise<T> {
  const latest = trace.now() + LONGEST_TURN;
  for (let from = trace.position; ; from = trace.position) {
    try {
      return await wait();
    } catch (error) {
      if (!(error instanceof DeadlineError)) throw error;
      const { ended, left } = connectionsBefore(trace, link, from);
      if (ended === 0 || trace.now() + (left / ended) * within > latest) throw error;
    }
  }
}

/** Of the connections to a client that were dialed before the first of `link`: those that it ended behind position `from`, and has not. Pure. */
export function connectionsBefore(trace: Trace, link: string, from: number): { ended: number; left: number } {
  const isFirst = (event: TraceEvent) => event.kind === "connection" && event.link === link && event.phase === "opened";
  const before = new Map<string, number>();
  let isBefore = true;
  for (const event of trace.events) {
    if (isFirst(event)) isBefore = false;
    if (event.kind !== "connection" || event.link === link || event.side !== "client") continue;
    const key = `${event.link}#${event.connection}`;
    if (event.phase === "opened" && isBefore) before.set(key, Infinity);
    else if (event.phase === "peer-closed" && before.get(key) === Infinity) before.set(key, event.seq);
  }
  const ends = [...before.values()];
  return { ended: ends.filter((seq) => seq > from && seq < Infinity).length, left: ends.filter((seq) => seq === Infinity).length };
}
