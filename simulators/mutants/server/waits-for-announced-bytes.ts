import type { Socket } from "node:net";
import type { ServerMutant } from "./types";

/** As if it collected two gigabytes before it looked at them. */
function holdHuge(socket: Socket): void {
  const emit = socket.emit.bind(socket) as (event: string, ...values: unknown[]) => boolean;
  socket.emit = ((event: string, ...values: unknown[]) => {
    const [bytes] = values;
    const huge = event === "data" && Buffer.isBuffer(bytes) && bytes.length >= 8 && bytes.readUInt32LE(4) > 1_000_000;
    return huge || emit(event, ...values);
  }) as Socket["emit"];
}

export const waitsForAnnouncedBytes: ServerMutant = {
  name: "waits-for-announced-bytes",
  breaks: ["RC-004"],
  says: "It waits for all the bytes that a Hello announces, however many.",
  behaviour: () => ({
    greet(socket, reverseHello) {
      holdHuge(socket);
      socket.write(reverseHello);
    },
  }),
};
