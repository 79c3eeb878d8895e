import type { Socket } from "node:net";
import type { ClientMutant } from "./types";

/** From the first bytes on that are no OPC UA, nothing is passed on: as if the size in them were waited for. */
function stuckOn(socket: Socket, first: string): void {
  const emit = socket.emit.bind(socket) as (event: string, ...values: unknown[]) => boolean;
  let stuck = false;
  socket.emit = ((event: string, ...values: unknown[]) => {
    const [bytes] = values;
    if (event !== "data" || !Buffer.isBuffer(bytes)) return emit(event, ...values);
    stuck ||= bytes.toString("latin1", 0, first.length) === first;
    return stuck || emit("data", bytes);
  }) as Socket["emit"];
}

export const waitsForHttp: ClientMutant = {
  name: "waits-for-http",
  breaks: ["RC-004"],
  says: "After its Hello it believes any message size: it waits for the 1.4 GB that an HTTP request seems to announce.",
  behaviour: () => ({ beforeHello: (socket) => stuckOn(socket, "GET ") }),
};
