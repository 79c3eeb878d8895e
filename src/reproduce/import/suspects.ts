import type { CapturedConnection, CaptureItem, CaptureReading } from "../../capture/reader";
import { duration } from "../../report/ladder/label";
import { formatDuration } from "../../trace";
import { needsKernel } from "../scenario/netem";
import type { Ending, Fault, FaultDo } from "../scenario";
import { recordedFaults } from "./recorded";
import type { Suspect } from "./types";
import { senderOf } from "../../vocabulary";

type Close = Extract<CaptureItem, { kind: "close" }>;
type Said = Extract<CaptureItem, { kind: "message" }>;

/** A handshake message that takes longer was held up by something. */
const SLOW = 1000;
/** As many repetitions without an answer mean that nothing arrives. */
const UNANSWERED = 3;

/** What in a capture may be the fault, surest first. */
export function findSuspects(reading: CaptureReading): Suspect[] {
  const recorded = recordedFaults(reading);
  if (recorded.length > 0) return recorded;
  const found = reading.connections.flatMap((connection) => connectionSuspects(connection, reading));
  return withoutRepeats([...found, ...dialSuspects(reading)].sort((a, b) => b.weight - a.weight || a.t - b.t));
}

/** The same thing on many connections is told once, for the first. */
function withoutRepeats(suspects: readonly Suspect[]): Suspect[] {
  const groups = new Map<string, Suspect[]>();
  for (const suspect of suspects) {
    const key = JSON.stringify([suspect.what, suspect.fault]);
    const group = groups.get(key);
    if (group) group.push(suspect);
    else groups.set(key, [suspect]);
  }
  return [...groups.values()].map((group) => {
    const [first] = group as [Suspect];
    const more = group.length - 1;
    return more === 0 ? first : { ...first, what: `${first.what} (and on ${more} more connection${more === 1 ? "" : "s"})` };
  });
}

function connectionSuspects(connection: CapturedConnection, reading: CaptureReading): Suspect[] {
  const nth = positionOf(connection, reading);
  const suspect = (t: number, weight: number, what: string, fault?: Fault): Suspect => ({
    connection: connection.number,
    t,
    weight,
    what,
    ...(fault ? { fault } : {}),
  });
  const checks = [cutInside, noAnswer, swallowed, slowAnswer, strange, full, closed];
  return checks.flatMap((check) => check(connection, nth, suspect));
}

type Make = (t: number, weight: number, what: string, fault?: Fault) => Suspect;

/** The stream ends in the middle of a message. */
function cutInside({ items }: CapturedConnection, nth: number, make: Make): Suspect[] {
  return items.flatMap((item) => {
    if (item.kind !== "partial") return [];
    const type = /^[A-Z]{3}$/.test(item.type) ? item.type : "any";
    const how = ending(items.find((other) => other.kind === "close"));
    const fault: Fault = { on: { message: type, direction: item.direction, nth }, do: { [how]: { "after-bytes": item.bytes } } };
    return [make(item.t, 90, `the connection ended inside a ${type}, after ${item.bytes} bytes of it`, fault)];
  });
}

/** Hello without Acknowledge, or OpenSecureChannel without response. */
function noAnswer({ items, bothDirections }: CapturedConnection, nth: number, make: Make): Suspect[] {
  if (!bothDirections) return [];
  const last = items.findLast((item): item is Said => item.kind === "message");
  const alone = last && !items.some((item) => item.kind === "run" || item.kind === "partial" || item.kind === "foreign");
  if (
    !alone ||
    last.message.type === "RHE" ||
    last.message.type === "ERR" ||
    last.message.type === "CLO" ||
    last.message.type === "ACK"
  )
    return [];
  const answer = last.message.type === "HEL" ? "ACK" : "OPN";
  const direction = last.direction === "to-server" ? "to-client" : "to-server";
  const fault: Fault = { on: { message: answer, direction, nth }, do: { drop: true } };
  return [make(last.t, 60, `${last.message.type} got no ${answer}; the answer may have been lost`, fault)];
}

/** The same bytes again and again: nothing arrives any more. */
function swallowed({ items }: CapturedConnection, _nth: number, make: Make): Suspect[] {
  return items.flatMap((item) => {
    if (item.kind !== "repeated" || item.count < UNANSWERED) return [];
    const what = `the ${senderOf(item.direction)} repeated the same bytes ${item.count} times: nothing came through any more, and nobody was told`;
    return [make(item.t, 85, what, { do: { swallow: true } })];
  });
}

/** A handshake message that came late. */
function slowAnswer({ items }: CapturedConnection, nth: number, make: Make): Suspect[] {
  return items.flatMap((item, index) => {
    const before = items[index - 1];
    // A client takes its time before Hello: that is a waiting connection, no fault.
    if (item.kind !== "message" || !before || item.message.type === "HEL" || item.message.type === "ERR") return [];
    if (before.kind === "run" || item.t - before.t < SLOW || item.message.type === "CLO") return [];
    const gap = item.t - before.t;
    const { type } = item.message;
    const fault: Fault = { on: { message: type, direction: item.direction, nth }, do: { delay: formatDuration(Math.round(gap)) } };
    return [make(item.t, 70, `${type} came ${duration(gap)} after what it follows`, fault)];
  });
}

function strange({ items }: CapturedConnection, _nth: number, make: Make): Suspect[] {
  return items.flatMap((item) => {
    if (item.kind !== "foreign") return [];
    const what = `the ${senderOf(item.direction)} sent ${item.bytes} bytes that are not OPC UA: ${JSON.stringify(item.preview)}`;
    return [make(item.t, 75, what, { on: { bytes: 0, direction: item.direction }, do: { corrupt: { length: 3 } } })];
  });
}

function full({ items }: CapturedConnection, _nth: number, make: Make): Suspect[] {
  return items.flatMap((item) => {
    if (item.kind !== "full") return [];
    const direction = item.by === "server" ? "to-server" : "to-client";
    return [make(item.t, 50, `the ${item.by} read nothing for a while (window 0)`, { on: { direction }, do: { stall: true } })];
  });
}

/** A close that no CLO or ERR explains. */
function closed({ items, t }: CapturedConnection, nth: number, make: Make): Suspect[] {
  const close = items.find((item): item is Close => item.kind === "close");
  const last = items.findLast((item) => (item.kind === "message" || item.kind === "run") && item.t <= (close?.t ?? 0));
  if (!close || items.some((item) => item.kind === "partial")) return [];
  if (last?.kind === "message" && (last.message.type === "CLO" || last.message.type === "ERR")) return [];
  const word = close.how === "rst" ? "reset" : "closed";
  const deed: FaultDo = { [ending(close)]: true };
  if (last?.kind === "run") {
    const idle = close.t - last.until;
    const fault: Fault = { on: { time: formatDuration(Math.round(close.t - t)) }, do: deed };
    const what = `an open session was ${word} after ${duration(close.t - t)}${idle >= SLOW ? `, ${duration(idle)} of them idle` : ""}`;
    return [make(close.t, close.how === "rst" ? 80 : 65, what, fault)];
  }
  if (last?.kind !== "message") return [make(close.t, 30, `the connection was ${word} before anything was said`)];
  const { type } = last.message;
  const fault: Fault = { on: { message: type, direction: last.direction, nth }, do: deed };
  // A FIN in answer to a ReverseHello is how a client says no.
  const polite = type === "RHE" && close.how === "fin" && close.by === "client";
  return [
    make(
      close.t,
      polite ? 35 : close.how === "rst" ? 80 : 55,
      `the connection was ${word} right behind ${type}, by the ${close.by}'s side`,
      fault,
    ),
  ];
}

function dialSuspects({ failedDials }: CaptureReading): Suspect[] {
  const refused = failedDials.filter((dial) => dial.outcome === "refused");
  const unanswered = failedDials.filter((dial) => dial.outcome === "unanswered");
  const [first] = refused;
  const [lost] = unanswered;
  return [
    ...(first
      ? [
          {
            t: first.t,
            weight: 45,
            what: `${dials(refused.length)} refused: nobody listened`,
            fault: { on: { dial: true, nth: 1 }, do: { accept: "reset" } },
          } as const,
        ]
      : []),
    ...(lost
      ? [
          {
            t: lost.t,
            weight: 72,
            what: `${unanswered.length} dial${unanswered.length === 1 ? "" : "s"} got no answer at all`,
            ...kernelHint(),
          },
        ]
      : []),
  ];
}

function dials(count: number): string {
  return count === 1 ? "1 dial was" : `${count} dials were`;
}

function kernelHint(): { command: string; fault: Fault } {
  const command = needsKernel("drop-syn")?.replace(/^.*: /, "") ?? "";
  return { command, fault: { on: { dial: true, nth: 1 }, do: { accept: "silent" } } };
}

function ending(close: CaptureItem | undefined): Ending {
  return close?.kind === "close" && close.how === "rst" ? "reset" : "close";
}

/** Which connection of its listener this is; far ones are reproduced on the first, which is quicker and the same. */
function positionOf(connection: CapturedConnection, { connections }: CaptureReading): number {
  const same = connections.filter(
    (one) => one.client.port === connection.client.port && one.interfaceName === connection.interfaceName,
  );
  const position = same.indexOf(connection) + 1;
  return position >= 1 && position <= 3 ? position : 1;
}
