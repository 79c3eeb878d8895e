import { describeMessage } from "../protocol";
import type { TraceEvent } from "./events";

/** One line for people, without time. */
export function describeEvent(event: TraceEvent): string {
  switch (event.kind) {
    case "connection":
      return `${event.link}#${event.connection} ${event.side} side ${event.phase}${event.how ? ` by ${event.how.toUpperCase()}` : ""}${event.detail ? ` (${event.detail})` : ""}`;
    case "message":
      return `${event.link}#${event.connection} ${event.direction} ${describeMessage(event.message)}`;
    case "bytes":
      return `${event.link}#${event.connection} ${event.direction} ${event.bytes.length} ${event.reason} bytes${event.error ? ` (${event.error})` : ""}`;
    case "fault":
      return `${event.link}${event.connection ? `#${event.connection}` : ""} network: ${event.rule} ${event.choice}${event.detail ? ` (${event.detail})` : ""}`;
    case "deliberate":
      return `${event.link}${event.connection ? `#${event.connection}` : ""} on purpose: ${event.what}`;
    case "state":
      return `${event.actor}: ${event.state}${event.detail ? ` (${clip(event.detail)})` : ""}`;
    case "log":
      return `${event.actor} ${event.stream}: ${event.line}`;
    case "step":
      return event.text;
  }
}

function clip(text: string): string {
  return text.length <= 120 ? text : `${text.slice(0, 120)}…`;
}
