import type { CapturedConnection, CaptureItem, CaptureReading } from "../capture/reader";
import { statusName } from "../protocol";
import { duration } from "../report/ladder/label";
import { plural } from "../text";
import { senderOf } from "../vocabulary";
import { dialFigures, type Dialing } from "./dials";
import type { StatedTimes } from "./types";

/** What is worth a look and breaks no requirement by itself: dials, waiting connections, late and missing answers, aborts, other ends. */
export function figuresOf(reading: CaptureReading, dialings: readonly Dialing[], stated: StatedTimes): string[] {
  return [
    ...dialFigures(dialings, reading, stated),
    ...reading.connections.flatMap((connection) => connection.items.flatMap((item) => figure(item, connection))),
    ...silent(reading),
    ...failed(reading),
  ];
}

function figure(item: CaptureItem, connection: CapturedConnection): string[] {
  const where = `connection ${connection.number} at ${duration(item.t)}`;
  if (item.kind === "icmp") return [`${where}: ${item.from} answers by ICMP: ${item.what}`];
  if (item.kind === "close") return item.how === "rst" && !hasGoodbye(connection) ? [`${where}: the ${item.by} reset it`] : [];
  if (item.kind !== "note") return [];
  const { note } = item;
  const by = senderOf(item.direction);
  switch (note.what) {
    case "late":
      return [`${where}: the ${by} answered ${note.service} after ${duration(note.ms)}`];
    case "unanswered":
      return [`${where}: ${plural(note.count, "request")} of the ${by} without an answer (the first a ${note.service})`];
    case "abort":
      return [`${where}: the ${by} broke off its message with an abort chunk, ${statusName(note.code)}`];
    case "fault":
      return [`${where}: the ${by} answered ${note.service} with a ServiceFault, ${statusName(note.code)}`];
    case "expired":
    case "sequence":
      return [];
  }
}

/** Nobody wants a connection any more behind these. */
function hasGoodbye({ every = [] }: CapturedConnection): boolean {
  return every.some(({ message }) => message.type === "CLO" || message.type === "ERR");
}

function silent({ connections }: CaptureReading): string[] {
  const mute = connections.filter(({ messages, items }) => messages === 0 && !items.some(({ kind }) => kind === "foreign"));
  const numbers = mute.map(({ number }) => number);
  return mute.length === 0 ? [] : [`${plural(mute.length, "connection")} carried no message: ${numbers.join(", ")}`];
}

function failed({ failedDials }: CaptureReading): string[] {
  const groups = new Map<string, number>();
  for (const { to, outcome, icmp } of failedDials) {
    const how = icmp ? `refused by ${icmp.from}: ${icmp.what}` : outcome === "refused" ? "refused (RST)" : "not answered";
    const key = `to ${to.address}:${to.port} ${how}`;
    groups.set(key, (groups.get(key) ?? 0) + 1);
  }
  return [...groups].map(([what, count]) => `${plural(count, "dial")} ${what}`);
}
