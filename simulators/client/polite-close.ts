import type { Socket } from "node:net";
import { encodeError } from "../../src/protocol";
import { endPolitely } from "../../src/sockets";
import type { Refusal } from "./first-message";

/** Sends an Error message (or none), then FIN; `linger` (ms) bounds the patience until the peer closes too. */
export function closePolitely(socket: Socket, refusal: Refusal | undefined, linger: number): void {
  endPolitely(socket, linger, refusal && encodeError(refusal));
}
