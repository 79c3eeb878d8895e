import type { CapturedConnection, CaptureItem } from "../capture/reader";
import { plainChunk, statusName, type Message } from "../protocol";
import { duration } from "../report/ladder/label";
import { senderOf, type Finding, type MessageType, type Role } from "../vocabulary";
import type { Place } from "./record";
import { cutOf, isSecured, unseen } from "./rules";
import type { Said } from "./types";

type Captured = Extract<CaptureItem, { kind: "message" }>;
type Close = Extract<CaptureItem, { kind: "close" }>;

/** The end that should follow at once comes later than this, in ms: clauses name no time. */
const PROMPT = 5000;
/** A channel's numbers begin under this, as after a wrap (Part 6, 6.7.2.4). */
const FIRST_NUMBERS = 1024;

/** What is judged on a capture beside the suite's rules: each with its occasion, and readings only where a clause names no time or code. */
export function judgeBeyond(connection: CapturedConnection, role: Role, length: number): Said[] {
  if (unseen(connection) !== undefined) return [];
  const checks = role === "server" ? [missingError, goodbye("server")] : [firstNumber, renewal, goodbye("client")];
  const cut = cutOf(connection);
  const said = checks.flatMap((check) => check(connection, length) ?? []);
  // What a hole in the record may explain is no finding.
  return cut ? said.map(({ requirement }) => ({ requirement, hidden: cut.why })) : said;
}

type Check = (connection: CapturedConnection, length: number) => Said | undefined;

function find<T extends MessageType>({ every = [] }: CapturedConnection, type: T, by: Role): Captured | undefined {
  return every.find(({ message, direction }) => message.type === type && senderOf(direction) === by);
}

function closeOf({ items }: CapturedConnection): Close | undefined {
  return items.find((item): item is Close => item.kind === "close");
}

function wrong(finding: Finding, { packet, t }: Place): Said {
  return { requirement: finding.requirement, finding: { ...finding, place: { packet, t } } };
}

/** Part 6, 7.1.5, of a Hello that names another URL than the ReverseHello: refused in silence. That it is refused for that is a reading. */
function missingError(connection: CapturedConnection): Said | undefined {
  const [reverse, hello] = [find(connection, "RHE", "server"), find(connection, "HEL", "client")];
  const close = closeOf(connection);
  if (reverse?.message.type !== "RHE" || hello?.message.type !== "HEL" || hello.heard === undefined) return undefined;
  if (reverse.message.endpointUrl.bytes.equals(hello.message.endpointUrl.bytes)) return undefined;
  if (find(connection, "ACK", "server") || find(connection, "ERR", "server")) return undefined;
  if (close?.by !== "server" || close.how !== "fin") return undefined;
  const expected = "an Error before the close of a connection whose Hello is not accepted";
  const actual = `a close ${duration(close.t - hello.t)} after a Hello with another URL, without an Error`;
  return wrong({ requirement: "RC-036", expected, actual, reading: true }, close);
}

/** Part 6, 7.1.4: CloseSecureChannel, then the socket. No clause names a time. */
function goodbye(role: Role): Check {
  return (connection, length) => {
    const clo = find(connection, "CLO", "client");
    if (clo?.heard === undefined) return undefined;
    const wait = (closeOf(connection)?.t ?? length) - clo.t;
    if (wait < PROMPT) return closeOf(connection) && { requirement: "RC-034" };
    const expected = `${role === "client" ? "the client's" : "the server's"} close of the connection after CloseSecureChannel`;
    const actual = `an open socket ${duration(wait)} after CloseSecureChannel`;
    return wrong({ requirement: "RC-034", expected, actual, reading: true }, clo);
  };
}

/** A new channel that the server refuses with BadSequenceNumberInvalid, whose first number is as high as one that goes on. */
function firstNumber(connection: CapturedConnection): Said | undefined {
  const [open, error] = [find(connection, "OPN", "client"), find(connection, "ERR", "server")];
  if (error?.message.type !== "ERR" || statusName(error.message.code) !== "BadSequenceNumberInvalid") return undefined;
  const number = open && !isSecured(connection) ? numberOf(open.message) : undefined;
  if (!open || number === undefined || number < FIRST_NUMBERS) return undefined;
  const expected = `a new channel whose SequenceNumbers start again, under ${FIRST_NUMBERS}`;
  const actual = `${number} in the first OpenSecureChannel, which the server refused with BadSequenceNumberInvalid`;
  return wrong({ requirement: "RC-061", expected, actual, reading: true }, open);
}

/** Part 6, 6.7.4; Part 4, 5.6.2.1. The lifetime stands in the answer to OpenSecureChannel, which security hides. */
function renewal(connection: CapturedConnection): Said | undefined {
  const requirement = "RC-062";
  const opens = (connection.every ?? []).filter(({ message, direction }) => message.type === "OPN" && direction === "to-server");
  if (opens.length === 0) return undefined;
  if (isSecured(connection)) return { requirement, hidden: "it is encrypted" };
  for (const item of connection.items) {
    if (item.kind !== "note" || item.note.what !== "expired") continue;
    const { lifetime, ms } = item.note;
    const actual = `a request ${duration(ms)} after the channel was opened for ${duration(lifetime)}, and no renewal`;
    return wrong({ requirement, expected: "a renewal of the channel before its lifetime ends", actual }, item);
  }
  return opens.length > 1 ? { requirement } : undefined;
}

function numberOf(message: Message): number | undefined {
  return message.type === "OPN" && message.secureChannelId === 0 ? plainChunk(message)?.sequenceNumber : undefined;
}
