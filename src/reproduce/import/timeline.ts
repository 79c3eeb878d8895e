import type { CapturedConnection, CaptureItem, CaptureReading, Endpoint, FailedDial } from "../../capture/reader";
import { statusName } from "../../protocol";
import { oneLine } from "../../text";
import { duration, messageLabel } from "../../report/ladder/label";
import { senderOf } from "../../vocabulary";

export interface TimelineOptions {
  /** Connections that are told in full; 20 by default. */
  readonly limit?: number;
  /** Only this connection. */
  readonly connection?: number;
}

/** The story of a capture for people: who dialed, what was said, where it was silent, who closed and how. */
export function timeline(reading: CaptureReading, options: TimelineOptions = {}): string[] {
  const wanted = reading.connections.filter((one) => options.connection === undefined || one.number === options.connection);
  const shown = wanted.slice(0, options.limit ?? 20);
  const left = wanted.length - shown.length;
  return [
    headline(reading),
    ...reading.warnings.map((warning) => `note: ${warning}`),
    ...shown.flatMap((connection) => ["", ...connectionLines(connection)]),
    ...(left > 0 ? ["", `${left} more connections; show them with --all, or one with --connection N`] : []),
    ...(options.connection === undefined ? failedLines(reading.failedDials) : []),
  ];
}

/** Ms since 1970 that a date can have; a broken capture may state more. */
const LAST_DATE = 8.64e15;

function headline({ connections, failedDials, packets, epoch, length, otherConnections, leftOut }: CaptureReading): string {
  const when = epoch === undefined || Math.abs(epoch) > LAST_DATE ? "" : ` from ${new Date(epoch).toISOString()}`;
  const failed = failedDials.length > 0 ? `, ${count(failedDials.length, "dial")} that failed` : "";
  const other = otherConnections > 0 ? `, ${count(otherConnections, "connection")} of something else` : "";
  const left = leftOut > 0 ? `, and ${count(leftOut, "OPC UA connection")} left out` : "";
  return `${count(packets, "packet")} in ${duration(length)}${when}: ${count(connections.length, "OPC UA connection")}${failed}${other}${left}`;
}

function connectionLines(connection: CapturedConnection): string[] {
  const { number, server, client, dialer, rolesGuessed, interfaceName } = connection;
  const who =
    dialer === undefined
      ? "the capture does not hold who dialed"
      : `the ${dialer} dialed${dialer === "server" ? " (reverse)" : ""}`;
  const where = interfaceName === undefined ? "" : ` [${interfaceName}]`;
  const guess = rolesGuessed ? ", roles guessed" : "";
  const lines = [`connection ${number}${where}: server ${at(server)}, client ${at(client)}; ${who}${guess}`];
  let last = connection.t;
  for (const item of connection.items) {
    if (item.kind === "accepted") continue;
    if (item.t - last >= 1000) lines.push(`${"".padStart(12)}  … ${duration(item.t - last)} of silence`);
    lines.push(`${item.t.toFixed(1).padStart(12)}  ${itemText(item)}`);
    last = "until" in item ? item.until : item.t;
  }
  return [...lines, `${"".padStart(12)}  = ${summary(connection)}`];
}

/** One line that says how far it came and how it ended. */
function summary({ items, policies, encrypted, messages, t, until }: CapturedConnection): string {
  const close = items.find((item) => item.kind === "close");
  const end = close
    ? `${close.how === "rst" ? "reset" : "closed"} first by the ${close.by} after ${duration(close.t - t)}`
    : `open at the end, ${duration(until - t)} long`;
  const security = policies.some((policy) => policy !== "unknown") ? `, security ${policies.join(" and ")}` : "";
  const opaque = encrypted > 0 ? `, ${count(encrypted, "secured message")} not read` : "";
  return `${count(messages, "message")}${security}${opaque}; ${end}`;
}

function itemText(item: Exclude<CaptureItem, { kind: "accepted" }>): string {
  switch (item.kind) {
    case "dial":
      return `${item.by} dials${item.attempts > 1 ? ` (${item.attempts} SYN)` : ""}`;
    case "message":
      return `${senderOf(item.direction)} ${item.incomplete ? `${item.message.type} ${item.message.size} B (not captured whole)` : oneLine(messageLabel(item.message))}`;
    case "run": {
      const total = item.toClient + item.toServer;
      return `${count(total, "MSG chunk")} in ${duration(item.until - item.t)}: ${item.toClient} from the server, ${item.toServer} from the client, ${item.bytes} B`;
    }
    case "lost":
      return `${item.bytes} B from the ${senderOf(item.direction)} are missing in the capture`;
    case "foreign":
      return `${senderOf(item.direction)} sends ${item.bytes} B that are not OPC UA: ${JSON.stringify(item.preview)}`;
    case "partial":
      return `${senderOf(item.direction)} left a message unfinished: ${item.bytes} B of ${oneLine(item.type)}`;
    case "repeated":
      return `${senderOf(item.direction)} sends the same bytes again ${item.count === 1 ? "once" : `${item.count} times in ${duration(item.until - item.t)}`}${item.recovered ? ", and it arrived" : ", not confirmed"}`;
    case "full":
      return `${item.by} has no room left (window 0)${item.until - item.t >= 1000 ? ` for ${duration(item.until - item.t)}` : ""}`;
    case "close":
      return `${item.by} ${item.how === "rst" ? "resets (RST)" : "closes (FIN)"}`;
    case "icmp":
      return `${item.from} answers by ICMP: ${item.what}`;
    case "note":
      return `${senderOf(item.direction)}: ${noteText(item.note)}`;
    case "comment":
      return `# ${oneLine(item.text)}`;
  }
}

function noteText(note: Extract<CaptureItem, { kind: "note" }>["note"]): string {
  switch (note.what) {
    case "fault":
      return `ServiceFault ${statusName(note.code)} in answer to ${note.service}`;
    case "abort":
      return `abort chunk, ${statusName(note.code)}`;
    case "late":
      return `answer to ${note.service} after ${duration(note.ms)}`;
    case "unanswered":
      return `${count(note.count, "request")} without an answer at the end (first: ${note.service})`;
    case "sequence":
      return `sequence number ${note.seen}, expected ${note.expected}`;
    case "expired":
      return `request ${duration(note.ms)} after a channel was opened for ${duration(note.lifetime)}`;
  }
}

function failedLines(dials: readonly FailedDial[]): string[] {
  const groups = Map.groupBy(dials, ({ outcome, icmp, to }) => `${outcome} ${icmp?.what ?? ""} ${at(to)}`);
  const lines = [...groups.values()].map((group) => {
    const [first] = group as [FailedDial];
    const what =
      first.outcome === "refused"
        ? "refused (RST)"
        : first.icmp
          ? `refused by ${first.icmp.from}: ${first.icmp.what}`
          : "not answered";
    return `${count(group.length, "dial")} to ${at(first.to)} ${what}, at ${group
      .slice(0, 8)
      .map((one) => one.t.toFixed(1))
      .join(", ")}${group.length > 8 ? ", …" : ""} ms`;
  });
  return lines.length > 0 ? ["", ...lines] : [];
}

function at({ address, port }: Endpoint): string {
  return `${address}:${port}`;
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}
