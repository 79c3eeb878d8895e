import type { FaultEvent, TraceEvent } from "../../trace";
import { connectionRows } from "./connection-rows";
import { foldCycles } from "./cycles";
import { clipRows, foldRuns, markGaps } from "./fold";
import { oneLine } from "../../text";
import { messageRows, type StreamContext } from "./message-rows";
import type { LadderOptions, LadderRow, Lane, NoteRow } from "./types";

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
  const folded = markGaps(foldCycles(foldRuns(rows)));
  return options.most === undefined ? folded : clipRows(folded, options.most);
}

function plainRow(event: TraceEvent, options: LadderOptions, name: (link: string, connection?: number) => string): LadderRow[] {
  const at = { seq: event.seq, t: event.t };
  const note = (lane: Lane, text: string, style: NoteRow["style"], connection = ""): LadderRow[] => [
    { kind: "note", ...at, ...(connection ? { connection } : {}), lane, text: oneLine(text), style },
  ];
  switch (event.kind) {
    case "fault":
      // That the way through the network opens or ends is no fault.
      return note("network", faultText(event), event.rule === "proxy" ? "state" : "fault", name(event.link, event.connection));
    case "deliberate":
      return note("network", `on purpose: ${event.what}`, "state", name(event.link, event.connection));
    case "state":
      return note(
        laneOf(event.actor, options),
        `${event.actor}: ${event.state}${event.detail ? ` (${event.detail})` : ""}`,
        "state",
      );
    case "log":
      return options.logs ? note(laneOf(event.actor, options), `${event.actor}> ${event.line}`, "log") : [];
    case "step":
      return [{ kind: "step", ...at, text: oneLine(event.text) }];
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
  return `${event.rule}: ${event.choice}${where.length > 0 ? ` (${where.join(", ")})` : ""}`;
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
  const connected = events.filter(({ kind }) => kind === "connection" || kind === "message" || kind === "bytes");
  return [...Map.groupBy(connected as ConnectedEvent[], ({ link, connection }) => `${link}#${connection}`).values()];
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
