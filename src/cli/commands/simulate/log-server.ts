import type { Logger } from "pino";
import type { Contained } from "../../../../simulators/containment";
import { clip, oneLine } from "../../../text";
import type { ConnectionResult, ReverseConnections } from "../../../../simulators/server";

/** One line for each state change; each Error message of a client is a warning with its code and reason (RC-030). */
export function logReverseConnect(reverse: ReverseConnections, logger: Logger): void {
  reverse.on("state", (status, previous) => {
    const { endpointUrl, state, waiting, channels, sessions, nextDialAt } = status;
    const next = nextDialAt === undefined ? "" : `, next dial at ${new Date(nextDialAt).toISOString()}`;
    logger.info(
      { event: "state", endpointUrl, previous, state, waiting, channels, sessions, nextDialAt },
      `${endpointUrl}: ${previous} -> ${state}${next}`,
    );
  });
  reverse.on("connection", ({ endpointUrl, connection, phase, result }) => {
    const level = result && isFault(result) ? "warn" : "debug";
    const text = result ? describeResult(result) : phase;
    logger[level](
      { event: "connection", endpointUrl, connection, phase, result },
      `${endpointUrl}: connection ${connection}: ${text}`,
    );
  });
}

/** What a client sent, and the library threw at; it ended that client's request or connection only. */
export function logContained({ from, where, message }: Contained, logger: Logger): void {
  const text = oneLine(clip(message, 300));
  logger.warn({ event: "contained", from, where, message: text }, `${from}: ${where} could not be processed: ${text}`);
}

/** Why a certificate was refused; the client hears BadSecurityChecksFailed only (Part 4, 6.1.3). */
export function logRefused(sentence: string, logger: Logger): void {
  logger.warn({ event: "certificate-refused" }, sentence);
}

function isFault(result: ConnectionResult): boolean {
  return result.kind === "error-received" || result.kind === "refused" || result.kind === "channel-failed";
}

function describeResult(result: ConnectionResult): string {
  switch (result.kind) {
    case "error-received":
      return `the client answered ERR ${result.status} ${JSON.stringify(result.reason)}`;
    case "closed-by-client":
      return `closed by the client (${result.how}, ${result.phase})`;
    case "refused":
      return `refused with ${result.status}: ${result.detail}`;
    case "wait-expired":
      return "no Hello in time, replaced";
    case "dial-failed":
    case "dial-timeout":
    case "channel-failed":
    case "withdrawn":
      return `${result.kind}: ${result.detail}`;
  }
}
