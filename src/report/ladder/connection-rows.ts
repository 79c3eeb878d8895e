import type { ConnectionEvent, Stamp } from "../../trace";
import { duration } from "./label";
import { SLOW, type StreamContext } from "./message-rows";
import type { ArrowRow, ArrowStyle, Lane } from "./types";
import { otherRole } from "../../vocabulary";

type Event = ConnectionEvent & Stamp;

/** Arrows for the life of one connection: an open or a close that the network passed on is one arrow across. */
export function connectionRows(events: readonly Event[], context: StreamContext): ArrowRow[] {
  const left = [...events];
  const rows: ArrowRow[] = [];
  for (let event = left.shift(); event; event = left.shift()) {
    const other = left.findIndex((next) => passesOn(event, next));
    const partner = left[other];
    if (partner && partner.t - event.t < SLOW) {
      left.splice(other, 1);
      rows.push(arrow(event, event.side, otherRole(event.side), label(event), context));
    } else rows.push(alone(event, rows.length === 0, partner ?? opened(left, event), context));
  }
  return rows;
}

/** True when `next` is what the network did at the other side because of `event`. */
function passesOn(event: Event, next: Event): boolean {
  if (next.side === event.side) return false;
  if (event.phase === "opened") return next.phase === "opened";
  return event.phase === "peer-closed" && next.phase === "closed" && next.how === event.how;
}

function opened(left: readonly Event[], event: Event): Event | undefined {
  return event.phase === "opened" ? left.find((next) => next.phase === "refused") : undefined;
}

function alone(event: Event, first: boolean, partner: Event | undefined, context: StreamContext): ArrowRow {
  const ends = endsOf(event, first, context.twoSided);
  const late =
    partner && event.phase === "opened" && partner.phase === "opened" ? ` (dialed on ${duration(partner.t - event.t)} later)` : "";
  return arrow(event, ends[0], ends[1], `${label(event)}${late}`, context, event.phase === "refused" ? "lost" : undefined);
}

function endsOf(event: Event, first: boolean, twoSided: boolean): [Lane, Lane] {
  const far: Lane = twoSided ? "network" : otherRole(event.side);
  const outward = event.phase === "peer-closed" || (event.phase === "opened" && first);
  return outward ? [event.side, far] : [far, event.side];
}

function label(event: Event): string {
  const detail = event.detail ? ` (${event.detail})` : "";
  switch (event.phase) {
    case "opened":
      return `dials${detail}`;
    case "refused":
      return `connection refused${detail}`;
    case "peer-closed":
    case "closed":
      return `${event.how === "rst" ? "resets (RST)" : "closes (FIN)"}${detail}`;
  }
}

function arrow(event: Event, from: Lane, to: Lane, text: string, context: StreamContext, style?: ArrowStyle): ArrowRow {
  const kind = style ?? (event.phase === "opened" || event.phase === "refused" ? "open" : "close");
  return { kind: "arrow", seq: event.seq, t: event.t, connection: context.connection, from, to, label: text, style: kind };
}
