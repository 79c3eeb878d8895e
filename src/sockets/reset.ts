import type { Socket } from "node:net";

/**
 * RST instead of FIN; a socket that is gone is no error. Node.js 24 cannot reset a socket whose `end()` is under way: the call fails
 * with EINVAL, the descriptor stays open, and a worker thread that holds it never ends. The end is a matter of one turn of the loop.
 */
export function resetSocket(socket: Socket): void {
  if (socket.destroyed) return;
  const isEnding = socket.writableEnded && !socket.writableFinished && socket.writableLength === 0;
  if (!isEnding) socket.resetAndDestroy();
  else setImmediate(() => (socket.writableFinished ? socket.resetAndDestroy() : socket.destroy()));
}
