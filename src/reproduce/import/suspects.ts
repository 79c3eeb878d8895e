import type { CapturedConnection, CaptureItem, CaptureReading } from "../../capture/reader";
import { isMessageType, statusName } from "../../protocol";
import { duration } from "../../report/ladder/label";
import { formatDuration } from "../../trace";
import { otherRole, senderOf } from "../../vocabulary";
import type { Ending, Fault, FaultDo } from "../scenario";
import { causesOf, closeOf, isGivingUp } from "./causes";
import { dialSuspects } from "./dials";
import { placed, type Place } from "./places";
import { isSetUp, recordedFaults } from "./recorded";
import type { Suspect } from "./types";

type Close = Extract<CaptureItem, { kind: "close" }>;
type Said = Extract<CaptureItem, { kind: "message" }>;
type Run = Extract<CaptureItem, { kind: "run" }>;

/** A handshake message that takes longer was held up by something. */
const SLOW = 1000;

/** What in a capture may be the fault, surest first. */
export function findSuspects(reading: CaptureReading): Suspect[] {
  const recorded = recordedFaults(reading);
  if (!recorded.every(isSetUp)) return recorded;
  const found = placed(reading).flatMap(([connection, place]) =>
    connectionSuspects(connection, reading, place).map((suspect) => (connection.rolesGuessed ? guessed(suspect) : suspect)),
  );
  const all = [...found, ...dialSuspects(reading), ...sharedUri(reading)].sort((a, b) => a.t - b.t);
  return [...recorded, ...withoutRepeats(all, reading.connections.length).sort((a, b) => b.weight - a.weight || a.t - b.t)];
}

function guessed(suspect: Suspect): Suspect {
  return { ...suspect, what: `${suspect.what}; no message says which side is the server, that is a guess` };
}

/** The same thing on many connections is told once, for the first; what repeats is likely. */
function withoutRepeats(suspects: readonly Suspect[], total: number): Suspect[] {
  const groups = Map.groupBy(suspects, ({ key, what, fault }) => key ?? JSON.stringify([what, fault]));
  return [...groups.values()].map((group) => {
    const [first] = group as [Suspect];
    const count = new Set(group.map(({ connection }) => connection)).size;
    if (count === 1) return first;
    const weight = count >= REPEATS ? Math.max(first.weight, LIKELY) : first.weight;
    return { ...first, weight, what: `${first.what} (on ${count} of ${total} connections)` };
  });
}

function connectionSuspects(connection: CapturedConnection, reading: CaptureReading, place: Place): Suspect[] {
  const { nth } = place;
  const suspect = (t: number, weight: number, what: string, fault?: Fault, key?: string): Suspect => ({
    connection: connection.number,
    t,
    weight,
    what,
    ...(fault ? { fault } : {}),
    ...(key === undefined ? {} : { key }),
  });
  const causes = causesOf(connection, reading);
  const lateAnswers = slowAnswer(connection, nth, suspect);
  // Who ended it is known then: the end is its consequence.
  if (causes.some(({ weight }) => weight >= EXPLAINS)) return [...causes, ...lateAnswers];
  const ends = [cutInside, gaveUp, noAnswer].flatMap((check) => check(connection, nth, suspect, reading));
  return [...causes, ...ends, ...closed(connection, place, suspect), ...lateAnswers];
}

/** From this rank on a cause explains the end of its connection. */
const EXPLAINS = 82;
/** So many connections with the same end are no chance. */
const REPEATS = 3;
const LIKELY = 72;

type Make = (t: number, weight: number, what: string, fault?: Fault, key?: string) => Suspect;

/** The stream ends in the middle of a message. */
function cutInside({ items }: CapturedConnection, nth: number, make: Make): Suspect[] {
  return items.flatMap((item) => {
    if (item.kind !== "partial") return [];
    const type = isMessageType(item.type) ? item.type : "any";
    const how = ending(items.find((other) => other.kind === "close"));
    const fault: Fault = { on: { message: type, direction: item.direction, nth }, do: { [how]: { "after-bytes": item.bytes } } };
    return [make(item.t, 90, `the connection ended inside a ${type}, after ${item.bytes} bytes of it`, fault)];
  });
}

/** Hello without Acknowledge, or OpenSecureChannel without response. */
function noAnswer(connection: CapturedConnection, nth: number, make: Make, { length }: CaptureReading): Suspect[] {
  const { items, bothDirections } = connection;
  const last = items.findLast((item): item is Said => item.kind === "message");
  const telling = items.some(({ kind }) => kind === "run" || kind === "partial" || kind === "foreign" || kind === "lost");
  if (!bothDirections || telling || last?.direction !== "to-server") return [];
  const { type } = last.message;
  const wait = (closeOf(connection)?.t ?? length) - last.t;
  // The end, or that of the capture, came before an answer could.
  if ((type !== "HEL" && type !== "OPN") || wait < SLOW) return [];
  const answer = type === "HEL" ? "ACK" : "OPN";
  const fault: Fault = { on: { message: answer, direction: "to-client", nth }, do: { drop: true } };
  const what = `${type} got no ${answer === "OPN" ? "response" : answer} in ${duration(wait)}: the server's program does not answer, or a box between them lost the answer`;
  // Who asked has given up for it.
  const weight = closeOf(connection)?.by === "client" ? 81 : 60;
  return [make(last.t, weight, what, fault, `no-${answer}`)];
}

/** An Error of somebody who waited in vain: what was awaited was lost, or its sender stands still. */
function gaveUp({ items, t }: CapturedConnection, nth: number, make: Make): Suspect[] {
  const at = items.findIndex((item) => item.kind === "message" && isGivingUp(item));
  const error = items[at];
  if (error?.kind !== "message" || error.message.type !== "ERR") return [];
  const last = items.slice(0, at).findLast((item) => item.kind === "message" || item.kind === "run");
  const by = senderOf(error.direction);
  const other = otherRole(by);
  const end = `then the ${by} gave up with ${statusName(error.message.code)}`;
  if (last?.kind === "run") return [make(error.t, 70, `an open session was quiet for ${duration(error.t - last.until)}; ${end}`)];
  const wait = duration(error.t - (last?.t ?? t));
  if (last?.kind !== "message") return [make(error.t, 88, `the ${other} sent nothing for ${wait}; ${end}`)];
  const { type } = last.message;
  const key = `gave-up ${by} ${type}`;
  if (last.direction !== error.direction) {
    const answer = ANSWERS[type];
    const fault = answer && { on: { message: answer, direction: error.direction, nth }, do: { drop: true as const } };
    const what = `${type} got no ${answer ?? "answer"} in ${wait}; ${end}: its answer was lost, or never sent`;
    return [make(error.t, 88, what, fault, key)];
  }
  const fault: Fault = { on: { message: type, direction: last.direction, nth }, do: { drop: true } };
  const what = `nothing followed the ${by}'s ${type} for ${wait}; ${end}: the ${type} or what answers it was lost, or the ${other} stands still`;
  return [make(error.t, 88, what, fault, key)];
}

const ANSWERS: Partial<Record<string, "ACK" | "OPN">> = { HEL: "ACK", OPN: "OPN" };

/** A handshake message that came late. */
function slowAnswer({ items }: CapturedConnection, nth: number, make: Make): Suspect[] {
  return items.flatMap((item, index) => {
    const before = items[index - 1];
    // A client takes its time before Hello: that is a waiting connection, no fault.
    if (item.kind !== "message" || !before || item.message.type === "HEL" || item.message.type === "ERR") return [];
    if (!["message", "accepted", "dial"].includes(before.kind) || item.t - before.t < SLOW || item.message.type === "CLO")
      return [];
    const gap = item.t - before.t;
    const { type } = item.message;
    const fault: Fault = { on: { message: type, direction: item.direction, nth }, do: { delay: formatDuration(Math.round(gap)) } };
    return [make(item.t, 70, `${type} came ${duration(gap)} after what it follows`, fault)];
  });
}

/** A close that no CLO or ERR explains. */
function closed(connection: CapturedConnection, place: Place, make: Make): Suspect[] {
  const { items, t } = connection;
  const { nth } = place;
  const close = closeOf(connection);
  const last = items.findLast((item) => (item.kind === "message" || item.kind === "run") && item.t <= (close?.t ?? 0));
  if (!close || items.some((item) => item.kind === "partial")) return [];
  // What the other side said before is not known.
  if (!connection.bothDirections) return [];
  if (last?.kind === "message" && (last.message.type === "CLO" || last.message.type === "ERR")) return [];
  const word = close.how === "rst" ? "reset" : "closed";
  const deed: FaultDo = { [ending(close)]: true };
  if (last?.kind === "run") {
    const forgotten = resetAfterIdle(connection, close, last, make);
    if (forgotten) return [forgotten];
    const idle = close.t - last.until;
    const fault: Fault = { on: { time: formatDuration(Math.max(1, Math.round(close.t - t))) }, do: deed };
    const asked = idle >= SLOW && close.by === "client" && last.toServer > 0 && last.toClient === 0;
    const mute = asked ? `; the server said nothing to its last ${last.toServer === 1 ? "chunk" : `${last.toServer} chunks`}` : "";
    const what = `an open session was ${word} by the ${close.by}'s side after ${duration(close.t - t)}${idle >= SLOW ? `, ${duration(idle)} of them idle` : ""}${mute}`;
    if (close.by === "server" && close.how !== "rst" && place.closedTogether && place.lastDial <= close.t)
      return [make(close.t, 45, `${what}, with its other connections, and it did not dial again`, undefined, "stopped")];
    return [make(close.t, close.how === "rst" ? 80 : 65, what, fault, `session ${word} ${close.by} ${duration(close.t - t)}`)];
  }
  if (last?.kind !== "message") return [];
  // Who asked has given up: that no answer came is told already.
  if (close.by === senderOf(last.direction) && close.t - last.t >= SLOW && last.message.type in ANSWERS) return [];
  if (last.message.type !== "RHE") return [behind(connection, close, last, nth, make)];
  return [behindReverseHello(close, last, place, make)];
}

function behind({ policies }: CapturedConnection, close: Close, last: Said, nth: number, make: Make): Suspect {
  const word = close.how === "rst" ? "reset" : "closed";
  const { type } = last.message;
  const fault: Fault = { on: { message: type, direction: last.direction, nth }, do: { [ending(close)]: true } };
  const distrusts = type === "OPN" && close.by !== senderOf(last.direction) && policies.some((policy) => policy !== "None");
  const maybe = distrusts ? `: a ${close.by} that does not trust the other's certificate may do that` : "";
  const what = `the connection was ${word} ${after(close.t - last.t)} ${type}, by the ${close.by}'s side, without an Error${maybe}`;
  return make(close.t, close.how === "rst" ? 80 : 55, what, fault, `behind ${type} ${word} ${close.by}`);
}

/** So long a silence is what a NAT or a firewall forgets a flow for; the shortest that are in use are of some seconds. */
const IDLE = 5 * SLOW;

/** The first packet behind a silence was answered by a reset: who got it did not know the connection. */
function resetAfterIdle({ items }: CapturedConnection, close: Close, last: Run, make: Make): Suspect | undefined {
  const asked = close.by === "server" ? last.toServer : last.toClient;
  const [before] = items.filter((item) => item.kind === "message" || item.kind === "run").slice(-2);
  if (close.how !== "rst" || asked === 0 || asked !== last.toServer + last.toClient || !before || before === last) return undefined;
  const idle = last.t - (before.kind === "run" ? before.until : before.t);
  if (idle < IDLE || close.t - last.until >= SLOW) return undefined;
  const what = `the first packet behind ${duration(idle)} of silence was reset from the ${close.by}'s side: a NAT or firewall has forgotten the connection, or the ${close.by} has started again`;
  // Minutes in the field: the time only decides how long the draft takes.
  return make(close.t, 82, what, { on: { idle: "3s" }, do: { reset: true } }, `forgotten ${close.by}`);
}

/** The ReverseHello was the last word. */
function behindReverseHello(close: Close, last: Said, { nth, lastDial }: Place, make: Make): Suspect {
  const wait = close.t - last.t;
  if (close.by === "server") {
    const what = `nobody answered the ReverseHello in ${duration(wait)}; then the server ${close.how === "rst" ? "reset the connection" : "closed"}`;
    // Nobody had the time to answer: a server that was stopped, say, while one connection waited.
    if (lastDial <= last.t && wait < SLOW) return make(close.t, 40, `${what}, and did not dial again`, undefined, "rhe-at-the-end");
    return make(close.t, 68, what, undefined, "rhe-unanswered");
  }
  const word = close.how === "rst" ? "reset" : "closed";
  const what = `the client's side ${word} the connection ${after(wait)} the ReverseHello, without an Error: a client that refuses like this, or a load balancer in front of a client that is down`;
  const fault: Fault = { on: { message: "RHE", direction: "to-client", nth }, do: { [ending(close)]: true } };
  return make(close.t, close.how === "rst" ? 80 : 60, what, fault, `behind RHE ${word}`);
}

/** "right behind" is a moment. */
function after(ms: number): string {
  return ms < SLOW ? "right behind" : `${duration(ms)} after`;
}

/** Two machines that call themselves by one name: the client can take them for one. */
function sharedUri({ connections }: CaptureReading): Suspect[] {
  const named = connections.flatMap((connection) => {
    const rhe = connection.items.find((item): item is Said => item.kind === "message" && item.message.type === "RHE");
    const uri = rhe?.message.type === "RHE" && !rhe.incomplete ? rhe.message.serverUri.value : null;
    return uri ? [{ connection, uri }] : [];
  });
  // One machine has an address on each side of what lies between.
  const groups = Map.groupBy(named, ({ connection, uri }) => JSON.stringify([connection.interfaceName, uri]));
  return [...groups.values()].flatMap((members) => {
    const group = members.map(({ connection }) => connection);
    const uri = members[0]?.uri;
    const machines = [...new Set(group.map(({ server }) => server.address))];
    const second = group.find(({ server }) => server.address !== group[0]?.server.address);
    if (machines.length < 2 || !second) return [];
    const what = `${machines.length} machines (${machines.slice(0, 4).join(", ")}) call themselves ${JSON.stringify(uri)}: a ServerUri names one server`;
    // Copies of one server (a plant of twins) may well work; a refusal of one of them tells.
    const refused = group.some(({ items }) => items.some((item) => item.kind === "message" && item.message.type === "ERR"));
    return [{ t: second.t, connection: second.number, weight: refused ? 96 : 45, what, cause: true as const }];
  });
}

function ending(close: CaptureItem | undefined): Ending {
  return close?.kind === "close" && close.how === "rst" ? "reset" : "close";
}
