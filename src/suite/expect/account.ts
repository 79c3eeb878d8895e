import { stripVTControlCharacters } from "node:util";
import { describeMessage, plainChunk, serviceOf, serviceResult, statusName, type Message } from "../../protocol";
import { DeadlineError, LinkView, UnexpectedEventError, type Role, type Stamp, type Trace, type TraceEvent } from "../../trace";
import { clip, middleOut } from "../../text";
import { ConformanceError } from "./errors";
import { otherRole } from "../../vocabulary";

/** What the reader of a finding asks first, from the record alone. */
export interface Account {
  /** What our side sent, on the connection that the finding is about. */
  readonly sent: string;
  /** The first time that the SUT said no meanwhile: an Error, a ServiceFault, a port that takes no connection. */
  readonly refusal?: string;
  /** The SUT's own first lines meanwhile. */
  readonly log?: readonly string[];
}

/** One connection of one link. */
export interface Subject {
  readonly link: string;
  readonly connection: number;
}

/** Among several connections: the one that is judged, on which something was awaited, or that the SUT ended instead. */
export function subjectOf(error: unknown): Subject | undefined {
  if (error instanceof DeadlineError || error instanceof ConformanceError) return error.about;
  if (!(error instanceof UnexpectedEventError)) return undefined;
  const { event } = error;
  return event.kind === "connection" && event.phase === "peer-closed" ? event : undefined;
}

/** Texts of what was sent that are told: the first ones and the last. */
const [FIRST, LAST] = [3, 4];
/** State of our side from which on the record is of a control: what follows was not what the finding is about. */
export const CONTROL_BEGINS = "control begins";
/** Of bytes that are no message so many are told. */
const BYTES = 16;
/** Lines of the SUT's own log that are told, and characters of each. */
const [LOG_LINES, LOG_LINE] = [6, 240];

/** From position `after` in the trace on: what is told of a finding that came there. `about`: the connection of which it tells. */
export function accountOf(trace: Trace, sut: Role, after: number, about?: Subject): Account {
  const control = trace.events.findIndex((event) => event.kind === "state" && event.state === CONTROL_BEGINS);
  const events = control < 0 ? trace.events : trace.events.slice(0, control);
  const window = events.filter(({ seq }) => seq > after);
  const isSame = (event: TraceEvent) => about === undefined || isOn(event, about.link, about.connection);
  const refused = window.find((event) => isSame(event) && refusalOf(event, sut) !== undefined);
  const log = window.flatMap((event) =>
    event.kind === "log" && event.actor === "sut" && event.line.trim()
      ? [clip(lineText(stripVTControlCharacters(event.line)), LOG_LINE)]
      : [],
  );
  const more = log.length - LOG_LINES;
  const focus = about ?? [refused, events.findLast((event) => isOurDoing(event, sut))].find(isOfConnection);
  return {
    sent: focus ? sentOn(trace, focus.link, focus.connection, sut) : `nothing: ${nothingSaid(events)}`,
    ...(refused && { refusal: refusalOf(refused, sut) ?? "" }),
    ...(log.length > 0 && { log: [...log.slice(0, LOG_LINES), ...(more > 0 ? [`… and ${more} lines more`] : [])] }),
  };
}

function nothingSaid(events: readonly TraceEvent[]): string {
  const hasConnection = events.some((event) => event.kind === "connection" && event.phase === "opened");
  return hasConnection ? "our side only took the connection" : "there was no connection";
}

/** What our side sent on a connection, in words and in order, and what of it the scenario wants so. */
export function sentOn(trace: Trace, link: string, connection: number, sut: Role): string {
  const ours = new LinkView(trace, link, otherRole(sut));
  const purposes = trace.events.filter((event) => isPurpose(event, link, connection));
  const unfinished = (seq: number) => purposes.findLast((purpose) => purpose.seq < seq)?.unfinished;
  const texts = [
    ...ours.said(connection).map(({ seq, message }) => ({ seq, text: messageText(message, ours, connection) })),
    ...ours.garbage(connection).map(({ seq, bytes }) => ({
      seq,
      text: unfinished(seq) ?? `${bytes.length} bytes that are not a whole message (${hex(bytes)})`,
    })),
  ].sort((a, b) => a.seq - b.seq);
  const wrong = purposes.map(({ seq }) => seq);
  const last = purposes.at(-1);
  if (last?.unfinished !== undefined && texts.every(({ seq }) => seq < last.seq))
    texts.push({ seq: Infinity, text: last.unfinished });
  const isWanted = (seq: number, before = 0) => wrong.some((each) => each > before && each < seq);
  const end = ours.closing(connection);
  const words = counted(
    texts.map(({ seq, text }, index) => (isWanted(seq, texts[index - 1]?.seq) ? `${text} (as the scenario wants it)` : text)),
  );
  if (end?.by === "sut") words.push(end.how === "rst" ? "a reset" : "a close (FIN)");
  return `${link}#${connection}: ${words.length > 0 ? middleOut(words, FIRST, LAST).join(", then ") : "nothing"}`;
}

function hex(bytes: Buffer): string {
  return [...(bytes.subarray(0, BYTES).toString("hex").match(/../g) ?? []), ...(bytes.length > BYTES ? ["…"] : [])].join(" ");
}

/** What a line of a log says; of one in JSON its message. */
function lineText(line: string): string {
  const [, message] = /^\{.*"(?:msg|message)":("(?:[^"\\]|\\.)*")/.exec(line) ?? [];
  return message === undefined ? line.trim() : String(JSON.parse(message));
}

/** Messages that differ in figures only are one with its count. */
function counted(texts: readonly string[]): string[] {
  const groups: { text: string; sign: string; count: number }[] = [];
  for (const text of texts) {
    const sign = text.replaceAll(/\d+/g, "N");
    const last = groups.at(-1);
    if (last?.sign === sign) last.count += 1;
    else groups.push({ text, sign, count: 1 });
  }
  return groups.map(({ text, count }) => (count > 1 ? `${text} (${count} times)` : text));
}

function messageText(message: Message, view: LinkView, connection: number): string {
  const service = readable(message, view, connection);
  return service ? `${describeMessage(message)} ${service.service} ${service.kind}` : describeMessage(message);
}

/** The service in a secured message, where its channel has no security. */
function readable(message: Message, view: LinkView, connection: number): ReturnType<typeof serviceOf> {
  if (message.type !== "OPN" && message.type !== "MSG" && message.type !== "CLO") return undefined;
  const opened = [...view.said(connection), ...view.told(connection)].find((event) => event.message.type === "OPN")?.message;
  const policy = opened?.type === "OPN" ? (opened.securityPolicyUri.value ?? "") : "";
  const chunk = policy.endsWith("#None") ? plainChunk(message) : undefined;
  return chunk && serviceOf(chunk.body);
}

/** What an event says no with, in words; undefined for any other event. */
function refusalOf(event: TraceEvent, sut: Role): string | undefined {
  if (event.kind === "connection" && event.phase === "refused" && event.side === sut)
    return `${event.link}#${event.connection}: the ${sut} takes no connection${event.detail ? ` (${event.detail})` : ""}`;
  if (event.kind !== "message" || event.side !== sut || (event.direction === "to-client") !== (sut === "server")) return undefined;
  const where = `${event.link}#${event.connection}`;
  const { message } = event;
  if (message.type === "ERR") {
    const reason = message.reason.value ? `, ${describeMessage(message).replace(/^\S+ \d+ B \S+ /, "")}` : "";
    return `${where}: Error ${statusText(message.code)}${reason}`;
  }
  if (message.type !== "OPN" && message.type !== "MSG") return undefined;
  const chunk = plainChunk(message);
  const service = chunk && serviceOf(chunk.body);
  if (service?.kind !== "fault") return undefined;
  const result = serviceResult(service.fields);
  return `${where}: ServiceFault ${result === undefined ? "" : statusText(result)} in ${message.type}`;
}

/** "BadTcpServerTooBusy (0x807D0000)" */
function statusText(code: number): string {
  const hex = `0x${code.toString(16).toUpperCase().padStart(8, "0")}`;
  const name = statusName(code);
  return name.startsWith("0x") ? hex : `${name} (${hex})`;
}

type OfConnection = TraceEvent & { readonly link: string; readonly connection: number };

function isOfConnection(event: TraceEvent | undefined): event is OfConnection {
  return event !== undefined && "connection" in event && event.connection !== undefined;
}

/** Our side said or ended something, as seen where it did. */
function isOurDoing(event: TraceEvent, sut: Role): boolean {
  if (event.kind === "connection") return event.phase === "peer-closed" && event.side !== sut;
  if (event.kind !== "message" && event.kind !== "bytes") return false;
  return event.side !== sut && (event.direction === "to-client") === (sut === "client");
}

function isOn(event: TraceEvent, link: string, connection: number): boolean {
  return isOfConnection(event) && event.link === link && event.connection === connection;
}

function isPurpose(
  event: TraceEvent,
  link: string,
  connection: number,
): event is Extract<TraceEvent, { kind: "deliberate" }> & Stamp {
  return event.kind === "deliberate" && isOn(event, link, connection);
}
