import type { CapturedConnection, CaptureItem } from "../capture/reader";
import { LinkView, Trace, type TraceEventBody } from "../trace";
import { otherRole, senderOf, type Role } from "../vocabulary";

/** A captured connection as a record that the suite's checkers read, from either side. */
export interface ConnectionRecord {
  readonly trace: Trace;
  readonly view: (role: Role) => LinkView;
  /** Packet and time in the capture of a position in the trace. */
  readonly placeOf: (seq: number) => Place;
  /** Position of the first event from that packet on; Infinity for none. */
  readonly positionOf: (packet: number) => number;
}

export interface Place {
  readonly packet: number;
  /** Ms since the capture began. */
  readonly t: number;
}

interface Entry extends Place {
  /** Within one packet what it confirms was heard before what it says. */
  readonly order: number;
  readonly body: TraceEventBody;
}

/** The number of the only connection in its record; its link's name. */
const HERE = { link: "A", connection: 1 } as const;

/**
 * Each side has its own order: what it said when it was captured, what it was told when its TCP confirmed it. So messages that crossed on
 * the way to the capturing machine are no answers to one another.
 */
export function recordOf(connection: CapturedConnection): ConnectionRecord {
  const entries = [
    ...opened(connection),
    ...(connection.every ?? []).flatMap(messageEntries),
    ...connection.items.flatMap((item) => elseEntries(item, connection)),
  ].sort((a, b) => a.packet - b.packet || a.order - b.order);
  let now = 0;
  const trace = new Trace({ epoch: 0, now: () => now });
  for (const { t, body } of entries) {
    now = t;
    trace.add(body);
  }
  const views = { server: new LinkView(trace, HERE.link, "server"), client: new LinkView(trace, HERE.link, "client") };
  return {
    trace,
    view: (role) => views[role],
    placeOf: (seq) => entries[Math.min(seq, entries.length) - 1] ?? { packet: 0, t: connection.t },
    positionOf: (packet) => entries.findIndex((entry) => entry.packet >= packet) + 1 || Infinity,
  };
}

function opened({ t, dialer = "server" }: CapturedConnection): Entry[] {
  return [dialer, otherRole(dialer)].map((side) => {
    return { packet: 0, t, order: 0, body: { kind: "connection", ...HERE, phase: "opened", side } };
  });
}

/** Ms by which what a packet confirms was heard before what the packet says: rules tell an answer by its time. */
const BEFORE = 0.001;

function messageEntries({ message, direction, packet, t, heard }: Extract<CaptureItem, { kind: "message" }>): Entry[] {
  const sender = senderOf(direction);
  const body = { kind: "message", ...HERE, direction, number: 1, offset: 0, message } as const;
  return [
    { packet, t, order: 1, body: { ...body, side: sender } },
    ...(heard ? [{ packet: heard.packet, t: heard.t - BEFORE, order: 0, body: { ...body, side: otherRole(sender) } }] : []),
  ];
}

function elseEntries(item: CaptureItem, connection: CapturedConnection): Entry[] {
  if (item.kind === "foreign") {
    const { direction, offset, error, preview, packet, t } = item;
    const bytes = Buffer.from(preview, "latin1");
    const body = { kind: "bytes", ...HERE, direction, offset, reason: "malformed", error, bytes } as const;
    return [{ packet, t, order: 1, body: { ...body, side: senderOf(direction) } }];
  }
  // A box between them that resets both sides is neither side's end.
  if (item.kind !== "close" || isCutBetween(connection)) return [];
  const { by, how, packet, t } = item;
  const end = (side: Role, phase: "peer-closed" | "closed"): Entry => {
    return { packet, t, order: 2, body: { kind: "connection", ...HERE, phase, side, how } };
  };
  return [end(by, "peer-closed"), end(otherRole(by), "closed")];
}

/** Resets at both sides within this many ms were sent by something between them. */
const TOGETHER = 50;

function isCutBetween({ items }: CapturedConnection): boolean {
  const [first, second] = items.filter((item) => item.kind === "close" && item.how === "rst");
  return first?.kind === "close" && second?.kind === "close" && first.by !== second.by && second.t - first.t <= TOGETHER;
}
