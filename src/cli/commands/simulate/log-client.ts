import type { Logger } from "pino";
import type { ClientEvent } from "../../../../simulators/client";

/** One line for each thing that happens at the client; refusals and losses are warnings. */
export function logClientEvent(event: ClientEvent, logger: Logger): void {
  const { type, ...fields } = event;
  const from = event.type === "accepted" ? { from: event.from } : {};
  logger[levelOf(event)]({ event: type, ...fields, ...from }, describe(event));
}

function levelOf(event: ClientEvent): "debug" | "info" | "warn" | "error" {
  switch (event.type) {
    case "listening":
    case "accepted":
    case "delivered":
      return "debug";
    case "reverse-hello":
    case "held":
    case "certificate-fetched":
      return "info";
    case "refused":
      return event.code === "none" ? "info" : "warn";
    case "host-name-mismatch":
      return "warn";
    case "dropped":
      return "info";
    case "listener-error":
      return "error";
    case "session":
      return event.state === "lost" || event.state === "failed" ? "warn" : "info";
  }
}

function describe(event: ClientEvent): string {
  switch (event.type) {
    case "listening":
      return `listens on ${event.url}`;
    case "accepted":
      return `connection ${event.connection} from ${event.from}`;
    case "reverse-hello":
      return `connection ${event.connection}: ReverseHello of ${event.serverUri} at ${event.endpointUrl}`;
    case "held":
      return `connection ${event.connection} of ${event.serverUri} is held`;
    case "delivered":
      return `connection ${event.connection} of ${event.serverUri} is used (${event.to})`;
    case "refused":
      return event.code === "none"
        ? `connection ${event.connection}: ${event.reason}`
        : `connection ${event.connection} refused: ERR ${event.code} "${event.reason}"`;
    case "dropped":
      return `connection ${event.connection} is gone: ${event.reason}`;
    case "listener-error":
      return event.message;
    case "certificate-fetched":
      return `${event.serverUri}: certificate ${event.thumbprint} fetched${event.changed ? "; it has changed" : ""}`;
    case "host-name-mismatch":
      return event.message;
    case "session":
      return `${event.serverUri}: session ${event.state}${event.detail === undefined ? "" : ` (${event.detail})`}`;
  }
}
