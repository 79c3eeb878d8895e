import type { Socket } from "node:net";
import type { ClientMutant } from "./types";

/** Data that comes before its turn is kept. */
function onTurn(socket: Socket, isFirst: () => boolean): void {
  const emit = socket.emit.bind(socket) as (event: string, ...values: unknown[]) => boolean;
  const kept: unknown[] = [];
  socket.emit = ((event: string, ...values: unknown[]) => {
    if (event === "turn") return kept.splice(0).every((bytes) => emit("data", bytes));
    if (event !== "data" || isFirst()) return emit(event, ...values);
    kept.push(...values);
    return true;
  }) as Socket["emit"];
}

export const oneAfterAnother: ClientMutant = {
  name: "one-after-another",
  breaks: ["RC-044"],
  also: {
    "RC-027": "a second connection is not served beside the first",
  },
  says: "It reads from the next connection only when the one before is gone.",
  behaviour: () => {
    const queue: Socket[] = [];
    const next = () => queue[0]?.emit("turn");
    return {
      accepted(socket) {
        queue.push(socket);
        onTurn(socket, () => queue[0] === socket);
        socket.once("close", () => {
          queue.splice(queue.indexOf(socket), 1);
          next();
        });
      },
    };
  },
};
