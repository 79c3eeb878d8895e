import type { Socket } from "node:net";

/** Bytes that are still swallowed while a peer takes its time to close. */
const MAX_DISCARDED = 1024 * 1024;

/**
 * Ends a socket politely: what was written and `lastWords` go out, then FIN. What the peer still sends is read and thrown away until it
 * closes too, for at most `linger` ms and a megabyte: unread bytes would turn the FIN into a reset, which could take the last words with it.
 */
export function endPolitely(socket: Socket, linger: number, lastWords?: Buffer): void {
  if (socket.destroyed) return;
  socket.on("error", () => socket.destroy());
  if (socket.connecting) {
    socket.destroy();
    return;
  }
  let discarded = 0;
  const timer = setTimeout(() => socket.destroy(), linger);
  socket.once("close", () => clearTimeout(timer));
  socket.removeAllListeners("data");
  socket.on("data", (chunk) => {
    discarded += chunk.length;
    if (discarded > MAX_DISCARDED) socket.destroy();
  });
  socket.resume();
  if (lastWords) socket.end(lastWords);
  else socket.end();
}
