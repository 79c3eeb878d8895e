import { statusName, type Message } from "../../protocol";
import { messageLabel } from "../../report/ladder/label";
import type { Direction, FaultEvent, MessageEvent, Stamp, TraceEvent } from "../../trace";

/** The first message at which two runs part, before a decision of the earlier one. */
export interface Divergence {
  readonly link: string;
  readonly connection: number;
  readonly direction: Direction;
  /** Number of the message in its direction on that connection, from 1. */
  readonly number: number;
  /** What was said then and now; undefined: nothing. */
  readonly recorded: string | undefined;
  readonly now: string | undefined;
}

type Said = MessageEvent & Stamp;

/**
 * Compares what the peers said up to the points at which the earlier run's faults were decided. Identifiers, nonces, sizes and sequence
 * numbers differ from run to run and are not looked at; types, status codes and policies are.
 */
export function findDivergence(recorded: readonly TraceEvent[], now: readonly TraceEvent[]): Divergence | undefined {
  for (const { link, connection, until } of decisionPoints(recorded)) {
    for (const direction of ["to-client", "to-server"] as const) {
      const then = sent(recorded, link, connection, direction).filter((event) => event.seq <= until);
      const found = firstDifference(then, sent(now, link, connection, direction));
      if (found) return { link, connection, direction, ...found };
    }
  }
  return undefined;
}

interface Point {
  readonly link: string;
  readonly connection: number;
  /** Position of the connection's last decision. */
  readonly until: number;
}

function decisionPoints(events: readonly TraceEvent[]): Point[] {
  const points = new Map<string, Point>();
  for (const event of events) {
    if (!isDecision(event)) continue;
    points.set(`${event.link}#${event.connection}`, { link: event.link, connection: event.connection, until: event.seq });
  }
  return [...points.values()];
}

function isDecision(event: TraceEvent): event is FaultEvent & Stamp & { readonly connection: number } {
  return event.kind === "fault" && event.connection !== undefined;
}

/** What the sender of a direction said, as it said it. */
function sent(events: readonly TraceEvent[], link: string, connection: number, direction: Direction): Said[] {
  const side = direction === "to-client" ? "server" : "client";
  return events.filter(
    (event): event is Said =>
      event.kind === "message" &&
      event.link === link &&
      event.connection === connection &&
      event.direction === direction &&
      event.side === side,
  );
}

function firstDifference(then: readonly Said[], now: readonly Said[]): Pick<Divergence, "number" | "recorded" | "now"> | undefined {
  for (const [index, { message }] of then.entries()) {
    const other = now[index]?.message;
    if (other && signature(other) === signature(message)) continue;
    return { number: index + 1, recorded: messageLabel(message), now: other && messageLabel(other) };
  }
  return undefined;
}

function signature(message: Message): string {
  switch (message.type) {
    case "ERR":
      return `ERR ${statusName(message.code)}`;
    case "OPN":
      return `OPN ${message.securityPolicyUri.value}`;
    default:
      return `${message.type}${message.chunk}`;
  }
}
