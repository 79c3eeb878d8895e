import type { Socket } from "node:net";
import type { FleetKind } from "./types";

const DELAY = 1000;
/** Pieces of the ReverseHello. */
const PIECES = 8;

export const slow: FleetKind = {
  behaviour: ({ delay = DELAY }) => ({ greet: (socket, reverseHello) => drip(socket, reverseHello, delay / PIECES) }),
  answerDelay: ({ delay = DELAY }) => delay,
};

function drip(socket: Socket, bytes: Buffer, pause: number): void {
  const size = Math.ceil(bytes.length / PIECES);
  let sent = 0;
  const next = () => {
    if (socket.destroyed) return;
    socket.write(bytes.subarray(sent, sent + size));
    sent += size;
    if (sent < bytes.length) setTimeout(next, pause);
  };
  next();
}
