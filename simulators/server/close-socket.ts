import type { Socket } from "node:net";
import { resetSocket } from "../../src/sockets";

/** Time in which the peer may end its half too; then the socket is destroyed, in ms. */
const LINGER = 500;

/**
 * Ends a socket politely: what was written goes out, then FIN. What the peer still sends is read and thrown away for a
 * moment, because unread bytes would turn the FIN into a reset.
 */
export function closeWithFin(socket: Socket): void {
  if (socket.destroyed) return;
  if (socket.connecting) {
    socket.destroy();
    return;
  }
  socket.removeAllListeners("data");
  socket.on("error", ignore);
  const timer = setTimeout(() => socket.destroy(), LINGER);
  socket.once("close", () => clearTimeout(timer));
  socket.resume();
  socket.end();
}

export function closeWithReset(socket: Socket): void {
  socket.on("error", ignore);
  resetSocket(socket);
}

function ignore(): void {
  // The result of the connection is known already; a late error adds nothing.
}
