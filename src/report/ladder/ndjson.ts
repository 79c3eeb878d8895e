import { decodeMessage, MalformedFrameError, type Message } from "../../protocol";
import type { TraceEvent } from "../../trace";

/** A trace file that cannot be read: names the line, from 1. */
export class TraceFileError extends Error {
  readonly code = "TRACE_FILE";
  constructor(
    readonly line: number,
    problem: string,
  ) {
    super(`trace, line ${line}: ${problem}`);
    this.name = "TraceFileError";
  }
}

/**
 * One event a line, as JSON. Bytes are hex; of a message the decoded fields stand beside its bytes for readers without a decoder
 * (strings as value and stated length, byte strings as their length).
 */
export function traceToNdjson(events: readonly TraceEvent[]): string {
  return events.map((event) => `${JSON.stringify(plain(event))}\n`).join("");
}

/** Reads what {@link traceToNdjson} wrote; messages are decoded again from their bytes. Throws {@link TraceFileError}. */
export function readTraceNdjson(text: string): TraceEvent[] {
  return text.split(/\r?\n/).flatMap((line, index) => (line.trim() === "" ? [] : [readLine(line, index + 1)]));
}

function plain(event: TraceEvent): unknown {
  if (event.kind === "bytes") return { ...event, bytes: event.bytes.toString("hex") };
  return event.kind === "message" ? { ...event, message: plainMessage(event.message) } : event;
}

function plainMessage(message: Message): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(message) as [string, unknown][]) {
    if (name === "bytes" || name === "trailing") continue;
    out[name] = plainField(value);
  }
  return { ...out, bytes: message.bytes.toString("hex") };
}

function plainField(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("byteLength" in value) || !("value" in value)) return value;
  return typeof value.value === "string" ? { value: value.value, byteLength: value.byteLength } : { byteLength: value.byteLength };
}

const KINDS = new Set(["connection", "message", "bytes", "fault", "deliberate", "state", "log", "step"]);

function readLine(line: string, number: number): TraceEvent {
  const event = parse(line, number);
  if (!KINDS.has(String(event["kind"]))) {
    throw new TraceFileError(number, `expected an event kind (${[...KINDS].join(", ")}), got ${JSON.stringify(event["kind"])}`);
  }
  if (typeof event["seq"] !== "number" || typeof event["t"] !== "number") {
    throw new TraceFileError(number, `expected numbers in "seq" and "t"; is this a trace.ndjson of a run?`);
  }
  if (event["kind"] === "bytes") return { ...event, bytes: hexBytes(event["bytes"], number) } as unknown as TraceEvent;
  if (event["kind"] !== "message") return event as unknown as TraceEvent;
  const stored = event["message"] as { bytes?: unknown } | undefined;
  return { ...event, message: decode(hexBytes(stored?.bytes, number), number) } as unknown as TraceEvent;
}

function parse(line: string, number: number): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // Told below, with the line that is at fault.
  }
  throw new TraceFileError(number, `expected one JSON object, got ${JSON.stringify(line.slice(0, 40))}`);
}

function hexBytes(value: unknown, number: number): Buffer {
  if (typeof value === "string" && /^([0-9a-f]{2})*$/i.test(value)) return Buffer.from(value, "hex");
  throw new TraceFileError(number, `expected bytes as hex digits, got ${JSON.stringify(value)?.slice(0, 40) ?? "nothing"}`);
}

function decode(bytes: Buffer, number: number): Message {
  try {
    return decodeMessage(bytes);
  } catch (error) {
    if (error instanceof MalformedFrameError) throw new TraceFileError(number, `the bytes are not a message: ${error.message}`);
    throw error;
  }
}
