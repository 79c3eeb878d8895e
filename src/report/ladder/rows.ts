import type { FaultEvent, TraceEvent } from "../../trace";
import { connectionRows } from "./connection-rows";
import { foldCycles } from "./cycles";
import { clipRows, foldRuns, markGaps } from "./fold";
import { oneLine } from "../../text";
import { messageRows, type StreamContext } from "./message-rows";
import type { LadderOptions, LadderRow, Lane } from "./types";

type LinkEvent = Extract<TraceEvent, { connection?: number }>;

/** The lines of a ladder in order of time, for any renderer. */
export function ladderRows(events: readonly TraceEvent[], options: LadderOptions = {}): LadderRow[] {
  const links = new Set(events.filter(isLinkEvent).map((event) => event.link));
  const name = (link: string, connection?: number) =>
    `${links.size > 1 ? link : ""}${connection === undefined ? "" : `#${connection}`}`;
  const rows: LadderRow[] = events.flatMap((event) => plainRow(event, options, name));
  for (const group of byConnection(events)) {
    const head = group[0];
    if (!head) continue;
    const context: StreamContext = {
      connection: name(head.link, head.connection),
      twoSided: isTwoSided(events, head.link),
      slowMs: options.slowMs ?? 20,
    };
    rows.push(
      ...connectionRows(
        group.filter((event) => event.kind === "connection"),
        context,
      ),
    );
    rows.push(...messageRows(group, "to-client", context), ...messageRows(group, "to-server", context));
  }
  rows.sort((a, b) => a.seq - b.seq);
  const folded = markGaps(foldCycles(foldRuns(rows)), options.gapMs ?? 1000);
  return options.most === undefined ? folded : clipRows(folded, options.most);
}

function plainRow(event: TraceEvent, options: LadderOptions, name: (link: string, connection?: number) => string): LadderRow[] {
  switch (event.kind) {
    case "fault": {
      const connection = name(event.link, event.connection);
      return [
        {
          kind: "note",
          seq: event.seq,
          t: event.t,
          ...(connection ? { connection } : {}),
          lane: "network",
          text: faultText(event),
          // That the way through the network opens or ends is no fault.
          style: event.rule === "proxy" ? "state" : "fault",
        },
      ];
    }
    case "deliberate": {
      const connection = name(event.link, event.connection);
      const at = { seq: event.seq, t: event.t, ...(connection ? { connection } : {}) };
      return [{ kind: "note", ...at, lane: "network", text: oneLine(`on purpose: ${event.what}`), style: "state" }];
    }
    case "state": {
      const text = `${event.actor}: ${event.state}${event.detail ? ` (${event.detail})` : ""}`;
      return [
        { kind: "note", seq: event.seq, t: event.t, lane: laneOf(event.actor, options), text: oneLine(text), style: "state" },
      ];
    }
    case "log": {
      if (!options.logs) return [];
      const text = oneLine(`${event.actor}> ${event.line}`);
      return [{ kind: "note", seq: event.seq, t: event.t, lane: laneOf(event.actor, options), text, style: "log" }];
    }
    case "step":
      return [{ kind: "step", seq: event.seq, t: event.t, text: oneLine(event.text) }];
    default:
      return [];
  }
}

function faultText(event: FaultEvent): string {
  const where = [
    event.direction,
    event.message === undefined ? undefined : `message ${event.message}`,
    event.offset === undefined ? undefined : `offset ${event.offset}`,
    event.detail,
  ].filter((part) => part !== undefined);
  return oneLine(`${event.rule}: ${event.choice}${where.length > 0 ? ` (${where.join(", ")})` : ""}`);
}

function laneOf(actor: string, options: LadderOptions): Lane {
  const lane = options.actors?.[actor];
  if (lane) return lane;
  if (/server/i.test(actor)) return "server";
  return /client/i.test(actor) ? "client" : "network";
}

function isLinkEvent(event: TraceEvent): event is LinkEvent {
  return "link" in event;
}

type ConnectedEvent = Extract<TraceEvent, { kind: "connection" | "message" | "bytes" }>;

function byConnection(events: readonly TraceEvent[]): ConnectedEvent[][] {
  const groups = new Map<string, ConnectedEvent[]>();
  for (const event of events) {
    if (event.kind !== "connection" && event.kind !== "message" && event.kind !== "bytes") continue;
    const key = `${event.link}#${event.connection}`;
    const group = groups.get(key);
    if (group) group.push(event);
    else groups.set(key, [event]);
  }
  return [...groups.values()];
}

/** A raw peer reports its own side only; a proxy reports both, and faults. */
function isTwoSided(events: readonly TraceEvent[], link: string): boolean {
  const sides = new Set<string>();
  for (const event of events) {
    if (!isLinkEvent(event) || event.link !== link) continue;
    if (event.kind === "fault") return true;
    if (event.kind !== "deliberate") sides.add(event.side);
  }
  return sides.size > 1;
}
