import type { Socket } from "node:net";
import { encodeError } from "../../src/protocol";
import type { Refusal } from "./first-message";

/** Bytes that are still swallowed while a peer takes its time to close. */
const MAX_DISCARDED = 1024 * 1024;

/**
 * Sends an Error message (or none), then FIN, and reads on without keeping anything until the peer closes too: closing with
 * unread bytes would reset the connection and could take the Error message with it. `linger` (ms) bounds the patience.
 */
export function closePolitely(socket: Socket, refusal: Refusal | undefined, linger: number): void {
  if (socket.destroyed) return;
  let discarded = 0;
  const timer = setTimeout(() => socket.destroy(), linger);
  socket.once("close", () => clearTimeout(timer));
  socket.on("data", (chunk) => {
    discarded += chunk.length;
    if (discarded > MAX_DISCARDED) socket.destroy();
  });
  socket.on("error", () => socket.destroy());
  socket.resume();
  if (refusal) socket.end(encodeError(refusal));
  else socket.end();
}
