import type { CapturedConnection, CaptureItem, CaptureReading } from "../../capture/reader";
import { foreignProtocol, plainChunk, statusName } from "../../protocol";
import { duration } from "../../report/ladder/label";
import { otherRole, senderOf, type Role } from "../../vocabulary";
import type { Fault } from "../scenario";
import type { Suspect } from "./types";

type Close = Extract<CaptureItem, { kind: "close" }>;
type Said = Extract<CaptureItem, { kind: "message" }>;
type Note = Extract<CaptureItem, { kind: "note" }>;

/** A silence that is worth telling, in ms. */
const SLOW = 1000;
/** Resets at both sides within so many ms were sent by something between them. */
const TOGETHER = 50;
/** As many copies without a confirmation mean that a direction is dead. */
const DEAD = 3;

/** What ended a connection, or spoiled it, and is no fault that the proxy could play: each with who did it. */
export function causesOf(connection: CapturedConnection, reading: CaptureReading): Suspect[] {
  const checks = [
    helloUrl,
    refusal,
    services,
    foreign,
    deadDirection,
    windows,
    lostEnd,
    boxBetween,
    neverClosed,
    silentDialer,
    icmp,
  ];
  return checks.flatMap((check) =>
    check(connection, reading).map((cause) => ({ connection: connection.number, ...cause, cause: true as const })),
  );
}

type Cause = Omit<Suspect, "connection" | "cause">;

export function closeOf({ items }: CapturedConnection): Close | undefined {
  return items.find((item): item is Close => item.kind === "close");
}

function said({ items }: CapturedConnection, type: Said["message"]["type"]): Said | undefined {
  return items.find((item): item is Said => item.kind === "message" && item.message.type === type);
}

/** Part 6, 7.1.2.6: the ReverseHello's EndpointUrl comes back in the Hello. */
function helloUrl(connection: CapturedConnection): Cause[] {
  const [rhe, hel] = [said(connection, "RHE"), said(connection, "HEL")];
  if (rhe?.message.type !== "RHE" || hel?.message.type !== "HEL" || rhe.incomplete || hel.incomplete) return [];
  const [told, answered] = [rhe.message.endpointUrl, hel.message.endpointUrl];
  if (told.bytes.equals(answered.bytes)) return [];
  const error = said(connection, "ERR");
  const close = closeOf(connection);
  const taken = said(connection, "ACK") !== undefined;
  const how = taken
    ? "; the server took it all the same"
    : error?.message.type === "ERR"
      ? `; the ${senderOf(error.direction)} refused with ${statusName(error.message.code)}`
      : close?.by === "server"
        ? `; the server closed ${duration(close.t - hel.t)} later without the Error that it owes (explain RC-036)`
        : "";
  const what = `not the network: the client's Hello names ${JSON.stringify(answered.value)}, the ReverseHello said ${JSON.stringify(told.value)} (explain RC-011)${how}`;
  return [{ t: hel.t, weight: taken ? 60 : 96, what, key: "hello-url" }];
}

/** An Error message is a cause, whoever says it. */
function refusal(connection: CapturedConnection): Cause[] {
  const error = said(connection, "ERR");
  if (error?.message.type !== "ERR") return [];
  const { code, reason } = error.message;
  if (senderOf(error.direction) === "server" && !said(connection, "ACK") && helloUrl(connection).length > 0) return [];
  const name = statusName(code);
  if (isGivingUp(error)) return [];
  const why = reason.value && reason.value !== name && !error.incomplete ? ` (${JSON.stringify(reason.value.slice(0, 80))})` : "";
  const by = senderOf(error.direction);
  const see = EXPLAINED.get(`${by} ${name}`);
  const more = goesOn(connection, name) ?? (see ? `; see explain ${see}` : "");
  const what = `not the network: the ${by} refused with ${name}${why}${answerOf(error, connection)}${more}`;
  return [{ t: error.t, weight: 95, what, key: `err ${by} ${code}` }];
}

/** What an Error answers, and after which silence that came. */
function answerOf(error: Said, { items }: CapturedConnection): string {
  const by = senderOf(error.direction);
  const before = items.filter((item) => item !== error && item.t <= error.t && SAYS.has(item.kind));
  const [asked, previous] = before.slice(-2).reverse();
  if (asked?.kind === "foreign" && senderOf(asked.direction) !== by) return " in answer to bytes that are not OPC UA";
  if (!asked || isSaidBy(by, asked) || !isSaidBy(otherRole(by), asked)) return "";
  const idle = previous ? asked.t - endOf(previous) : 0;
  return ` in answer to ${nameOf(asked)}${asked.kind === "run" && idle >= IDLE ? `, behind ${duration(idle)} of silence` : ""}`;
}

const SAYS = new Set<CaptureItem["kind"]>(["message", "run", "foreign"]);

function endOf(item: CaptureItem): number {
  return item.kind === "run" ? item.until : item.t;
}

/** A channel begins with a number under this one (Part 6, 6.7.2.4). */
const FIRST_NUMBERS = 1024;

function goesOn(connection: CapturedConnection, name: string): string | undefined {
  if (name !== "BadSequenceNumberInvalid" || connection.policies.some((policy) => policy !== "None")) return undefined;
  const open = said(connection, "OPN");
  const number = open?.message.type === "OPN" ? plainChunk(open.message)?.sequenceNumber : undefined;
  if (number === undefined || number < FIRST_NUMBERS) return undefined;
  return `; the first SequenceNumber of the client's new channel is ${number}, as if an earlier one went on`;
}

/** An Error that says that its sender has waited in vain: a symptom of what did not come, and no refusal. */
export function isGivingUp({ message }: Said): boolean {
  return message.type === "ERR" && GIVES_UP.has(statusName(message.code));
}

const GIVES_UP = new Set(["BadTimeout", "BadRequestTimeout"]);

/** Requirements that a refusal is about. */
const EXPLAINED = new Map([
  ["client BadTcpEndpointUrlInvalid", "RC-013"],
  ["client BadTcpMessageTypeInvalid", "RC-028"],
  ["server BadTcpEndpointUrlInvalid", "RC-011"],
]);

function services(connection: CapturedConnection): Cause[] {
  const expired = connection.items.some((item) => item.kind === "note" && item.note.what === "expired");
  return connection.items.flatMap((item) => {
    if (item.kind !== "note" || (item.note.what === "sequence" && !endedBy(item, connection))) return [];
    if (expired && item.note.what === "unanswered") return [];
    return [serviceCause(item, connection)];
  });
}

/** A receiver that goes on has taken the number: it is the cause only where the receiver ends the connection for it. */
function endedBy(note: Note, connection: CapturedConnection): boolean {
  const receiver = senderOf(note.direction) === "server" ? "client" : "server";
  const close = closeOf(connection);
  if (close?.by !== receiver || close.t - note.t > SLOW || said(connection, "ERR")) return false;
  const after = connection.items.filter((item) => item.kind === "run" && item.t > note.t);
  return !after.some((item) => item.kind === "run" && (receiver === "client" ? item.toServer : item.toClient) > 0);
}

function serviceCause({ t, direction, note }: Note, connection: CapturedConnection): Cause {
  const by = senderOf(direction);
  switch (note.what) {
    case "fault": {
      const end = closeOf(connection);
      const last = !connection.items.some((item) => item.kind === "run" && item.until > t + SLOW);
      const name = statusName(note.code);
      const what = `not the network: the ${by} answered ${note.service} with a ServiceFault, ${name}`;
      return { t, weight: end && last ? 87 : 55, what, key: `fault ${note.code}` };
    }
    case "abort":
      return {
        t,
        weight: 86,
        what: `not the network: the ${by} broke off its message with an abort chunk, ${statusName(note.code)}`,
        key: "abort",
      };
    case "late":
      return { t, weight: 75, what: `the ${by} answered ${note.service} after ${duration(note.ms)}`, key: `late ${note.service}` };
    case "unanswered": {
      const count = note.count === 1 ? `a ${note.service} request` : `${note.count} requests (the first a ${note.service})`;
      const dead = connection.items.some((one) => one.kind === "repeated" && !one.recovered && one.direction === direction);
      const how = dead ? "" : "; TCP confirmed them: the server's program hangs, it is not the network";
      const what = `${count} of the ${by} had no answer in ${duration(note.ms)}${how}`;
      return { t, weight: dead ? 60 : 84, what, key: "unanswered" };
    }
    case "sequence": {
      const what = `the ${by} left out sequence numbers: expected ${note.expected}, got ${note.seen}; the receiver has to close the channel`;
      return { t, weight: 88, what, key: `sequence ${by}` };
    }
    case "expired": {
      const what = `not the network: the client never renewed its channel, whose lifetime of ${duration(note.lifetime)} had passed; requests after it need no answer`;
      return { t, weight: 90, what, key: "expired" };
    }
  }
}

/** Another protocol on the port. */
function foreign({ items }: CapturedConnection): Cause[] {
  return items.flatMap((item) => {
    if (item.kind !== "foreign") return [];
    const by = senderOf(item.direction);
    const protocol = foreignProtocol(item.preview);
    if (protocol === undefined) {
      const what = `the ${by} sent ${item.bytes} bytes that are not OPC UA: ${JSON.stringify(item.preview)}`;
      return [{ t: item.t, weight: 89, what, key: `foreign ${by}` }];
    }
    return [
      {
        t: item.t,
        weight: 96,
        what: `not the network: ${protocol} speaks on the ${by}'s side of the port, not OPC UA`,
        key: protocol,
      },
    ];
  });
}

/** The same bytes again and again, and no confirmation of TCP. */
function deadDirection({ items }: CapturedConnection): Cause[] {
  return items.flatMap((item): Cause[] => {
    if (item.kind !== "repeated") return [];
    const by = senderOf(item.direction);
    const to = by === "server" ? "client" : "server";
    const said = items.filter((one) => one.t <= item.t && isSaidBy(by, one));
    const name = nameOf(said.at(-1));
    if (item.recovered) {
      if (item.count < DEAD) return [];
      const what = `packets were lost and TCP recovered: the ${by} sent its ${name} ${item.count + 1} times in ${duration(item.until - item.t)}, then it arrived`;
      return [{ t: item.t, weight: 50, what, key: "recovered", alike: { do: { "lose-packets": 20 } } }];
    }
    if (item.count < DEAD) return [];
    const [reason, more] = whyDead(item, items) ?? [
      `nothing passes from ${by} to ${to} ${said.length > 1 ? "any more" : "after the handshake"}`,
      { alike: { do: { silence: { from: by } } } },
    ];
    const what = `the ${by} sent its ${name} ${item.count + 1} times and TCP never confirmed it: ${reason}`;
    return [{ t: item.t, weight: 93, what, key: `dead ${by}`, ...more }];
  });
}

function isSaidBy(role: Role, item: CaptureItem): boolean {
  if (item.kind === "run") return (role === "server" ? item.toClient : item.toServer) > 0;
  return item.kind === "message" && senderOf(item.direction) === role;
}

function nameOf(item: CaptureItem | undefined): string {
  return item?.kind === "message" ? item.message.type : item?.kind === "run" ? "MSG" : "bytes";
}

/** A payload that every path passes: IP asks for packets of 576 bytes (RFC 1122, 3.3.3). */
const SMALL = 536;
/** The same of IPv6: packets of 1280 bytes (RFC 8200, 5). */
const SMALL_6 = 1220;
/** So long a silence is what a NAT or a firewall forgets a flow for; the shortest that are in use are of some seconds. */
const IDLE = 5 * SLOW;

/** A flow that was forgotten while it was idle, or a path that takes small packets only. */
function whyDead(
  { t, direction, bytes }: Extract<CaptureItem, { kind: "repeated" }>,
  items: readonly CaptureItem[],
): readonly [reason: string, more: { readonly fault: Fault }] | undefined {
  const before = items.filter((item) => item.t <= t).filter((item) => item.kind === "message" || item.kind === "run");
  const [previous, repeated] = before.slice(-2);
  if (!previous || !repeated) return undefined;
  const idle = repeated.t - endOf(previous);
  if (idle >= IDLE) {
    // Minutes in the field: the time only decides how long the draft takes.
    const fault: Fault = { do: { "forget-idle": { after: "3s", outside: "silence" } } };
    return [`behind ${duration(idle)} of silence: a NAT or firewall has forgotten the connection`, { fault }];
  }
  const small = before.some((item) => item !== repeated && (item.kind === "run" || item.direction === direction));
  if (bytes <= SMALL || !small) return undefined;
  const mtu = bytes > SMALL_6 ? 1280 : 576;
  return [`packets with ${bytes} bytes are lost where small ones pass: a tunnel with a smaller MTU`, { fault: { do: { mtu } } }];
}

/** How a router refuses packets, by the words of its ICMP; undefined for what is none of these. */
export function refusalOf(what: string): "icmp-prohibited" | "icmp-host" | "icmp-net" | "icmp-port" | undefined {
  if (/administratively|policy|rejected/.test(what)) return "icmp-prohibited";
  if (/host un|address un/.test(what)) return "icmp-host";
  return /network un|no route/.test(what) ? "icmp-net" : /port un/.test(what) ? "icmp-port" : undefined;
}

function windows(connection: CapturedConnection): Cause[] {
  return connection.items.flatMap((item) => {
    if (item.kind !== "full" || item.until - item.t < SLOW) return [];
    const close = closeOf(connection);
    const end = close ? `; then the ${close.by} ${close.how === "rst" ? "reset" : "closed"} the connection` : "";
    const what = `not the network: the ${item.by} read nothing for ${duration(item.until - item.t)} (window 0): its program hangs${end}`;
    return [{ t: item.t, weight: 91, what, key: `window ${item.by}` }];
  });
}

/** Bytes missing right before an end: what was said last is not known. */
function lostEnd(connection: CapturedConnection): Cause[] {
  const close = closeOf(connection);
  const lost = connection.items.findLast((item) => item.kind === "lost");
  if (lost?.kind !== "lost" || !close || close.t - lost.t > SLOW) return [];
  const after = connection.items.some(
    (item) => (item.kind === "message" || item.kind === "run") && item.t > lost.t && item.t < close.t,
  );
  if (after) return [];
  const by = senderOf(lost.direction);
  const what = `not visible in this capture: ${lost.bytes} bytes of the ${by} right before the end are missing; the capture lost them, the peers may have had them`;
  return [{ t: lost.t, weight: 92, what, key: "lost-end" }];
}

/** A reset at both sides at once. */
function boxBetween({ items }: CapturedConnection): Cause[] {
  const resets = items.filter((item): item is Close => item.kind === "close" && item.how === "rst");
  const [first, second] = resets;
  if (!first || !second || second.t - first.t > TOGETHER || first.by === second.by) return [];
  const what = `both sides were reset within ${duration(second.t - first.t)}: a firewall or another box between them ended the connection`;
  return [{ t: first.t, weight: 83, what, key: "box" }];
}

/** CloseSecureChannel, and the socket stays. */
function neverClosed(connection: CapturedConnection, { length }: CaptureReading): Cause[] {
  const clo = said(connection, "CLO");
  const close = closeOf(connection);
  const wait = clo ? (close?.t ?? length) - clo.t : 0;
  if (!clo || wait < 5 * SLOW) return [];
  const what = `CloseSecureChannel by the client, and nobody closed the socket for ${duration(wait)}: the server has to`;
  return [{ t: clo.t, weight: 74, what, key: "clo" }];
}

/** The side that dials speaks first: Hello, or ReverseHello. */
function silentDialer(connection: CapturedConnection): Cause[] {
  const { items, dialer, t } = connection;
  if (
    dialer === undefined ||
    items.some(({ kind }) => kind === "foreign" || kind === "partial" || kind === "lost" || kind === "icmp")
  )
    return [];
  const close = closeOf(connection);
  const spoke = items.find(({ kind }) => kind === "message" || kind === "run");
  // What was on its way when the end came, was said too late.
  if (close && close.by !== dialer && close.t - t < SLOW && !(spoke && spoke.t <= close.t)) return [turnedAway(close, dialer, t)];
  if (connection.messages > 0) return [];
  const end = close ? `; the ${close.by} ${close.how === "rst" ? "reset it" : "closed"} after ${duration(close.t - t)}` : "";
  const first = dialer === "server" ? "a ReverseHello" : "a Hello";
  const what = `the connection was accepted and the ${dialer}, which dialed, never sent ${first}${end}`;
  return [{ t, weight: 85, what, key: `silent ${dialer}` }];
}

/** Ended before its dialer had the time to speak. */
function turnedAway({ t: end, by, how }: Close, dialer: Role, t: number): Cause {
  const word = how === "rst" ? "reset" : "closed";
  const what = `the ${by}'s side accepted the connection and ${word} it ${duration(end - t)} later, before the ${dialer} could speak: a full backlog, or a load balancer in front of a ${by} that is down`;
  const fault: Fault = { on: { dial: true, nth: 1 }, do: { accept: how === "rst" ? "reset" : "close" } };
  return { t, weight: 85, what, fault, key: `turned away ${by} ${word}` };
}

function icmp({ items }: CapturedConnection): Cause[] {
  return items.flatMap((item) => {
    if (item.kind !== "icmp") return [];
    const mtu: { readonly fault?: Fault } = /too large/.test(item.what)
      ? { fault: { do: { mtu: { bytes: 1280, icmp: true } } } }
      : {};
    const what = `${item.from} refuses packets on the way: ${item.what}`;
    return [{ t: item.t, weight: 97, what, key: `icmp ${item.what}`, ...mtu }];
  });
}
