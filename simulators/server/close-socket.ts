import type { Socket } from "node:net";
import { endPolitely, resetSocket } from "../../src/sockets";

/** Time in which the peer may end its half too; then the socket is destroyed, in ms. */
const LINGER = 500;

export function closeWithFin(socket: Socket): void {
  endPolitely(socket, LINGER);
}

export function closeWithReset(socket: Socket): void {
  socket.on("error", ignore);
  resetSocket(socket);
}

function ignore(): void {
  // The result of the connection is known already; a late error adds nothing.
}
