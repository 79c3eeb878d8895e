import type { Socket } from "node:net";
import { onReceiving } from "../wire";

/** Where an Acknowledge has MaxMessageSize and MaxChunkCount, behind its header, version and sizes (Part 6, 7.1.2.4). */
const LIMITS = { from: 20, to: 28 } as const;

/**
 * Puts a filter between a socket and node-opcua's client, which holds responses to the limits of Acknowledge: those are the server's for
 * requests. The client sees none; what it asks is small.
 */
export function limitRequestsOnly(socket: Socket): void {
  const lifted = (frame: Buffer) => (frame.length < LIMITS.to ? frame : Buffer.from(frame).fill(0, LIMITS.from, LIMITS.to));
  onReceiving(
    socket,
    (type, frame) => (type === "ACK" ? lifted(frame) : frame),
    (begun) => "ACK".startsWith(begun.toString("latin1", 0, 3)),
  );
}
