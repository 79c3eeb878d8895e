import type { Socket } from "node:net";
import type { ClientMutant } from "./types";

/** The listeners, those of Node too, do not hear of the end. */
function ignoreEnd(socket: Socket, ignores: () => boolean): void {
  const emit = socket.emit.bind(socket) as (event: string, ...values: unknown[]) => boolean;
  socket.emit = ((event: string, ...values: unknown[]) =>
    !(event === "end" && ignores()) && emit(event, ...values)) as Socket["emit"];
}

export const handsOutDeadSockets: ClientMutant = {
  name: "hands-out-dead-sockets",
  breaks: ["NS-22"],
  says: "It does not notice that a held connection was closed by its server, and uses it.",
  behaviour: () => {
    const used = new WeakSet<Socket>();
    return {
      accepted(socket) {
        socket.allowHalfOpen = true;
        ignoreEnd(socket, () => !used.has(socket));
      },
      beforeHello(socket) {
        used.add(socket);
        socket.allowHalfOpen = false;
      },
    };
  },
};
