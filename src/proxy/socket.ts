import type { Socket } from "node:net";
import { resetSocket } from "../sockets";

/** ms that a side has to answer our FIN before its socket is destroyed. A conforming peer answers at once. */
const LINGER = 1000;
/** ms between the last write and an RST: an RST overtakes what the kernel has not delivered, and Node cannot ask the kernel. */
const DRAIN = 5;
/** ms that unsent bytes may hold up an RST when the peer does not read. */
const DRAIN_LIMIT = 50;

/** Sends FIN after what was written, and reads on, so that unread input does not turn the FIN into an RST. */
export function closeByFin(socket: Socket, sent: () => void): void {
  if (socket.destroyed) return;
  socket.resume();
  const destroy = () => socket.destroy();
  if (socket.readableEnded && socket.writableLength === 0 && !socket.writableEnded) {
    // The last thing to say on this socket: closing it says it, with one call into the kernel less.
    sent();
    destroy();
    return;
  }
  const linger = (ms: number) => {
    const timer = setTimeout(destroy, ms);
    socket.once("close", () => clearTimeout(timer));
  };
  if (socket.readableEnded) socket.once("finish", destroy);
  else socket.once("end", destroy);
  if (socket.writableFinished) {
    sent();
    linger(LINGER);
    return;
  }
  // Unsent bytes may wait long for a slow reader; the grace begins when the FIN is out.
  socket.once("finish", () => {
    sent();
    linger(LINGER);
  });
  if (!socket.writableEnded) socket.end();
}

/** Delivers what was written, then resets. `lastWrite` and `now` are ms of one clock. */
export function closeByRst(socket: Socket, lastWrite: number, now: number, sent: () => void): void {
  if (socket.destroyed) return;
  socket.pause();
  const reset = () => {
    clearTimeout(limit);
    if (socket.destroyed) return;
    sent();
    resetSocket(socket);
  };
  const limit = setTimeout(reset, DRAIN_LIMIT);
  if (socket.writableLength > 0) socket.once("drain", () => setTimeout(reset, DRAIN));
  else if (now - lastWrite < DRAIN) setTimeout(reset, DRAIN);
  else reset();
}
