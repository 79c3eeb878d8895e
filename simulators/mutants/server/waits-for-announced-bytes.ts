import type { Socket } from "node:net";
import { HEADER_SIZE } from "../../../src/protocol";
import type { ServerMutant } from "./types";

/** No message of the reference's sessions has this many bytes. */
const HUGE = 1_000_000;

/** As if it collected two gigabytes before it looked at them. */
function holdHuge(socket: Socket): void {
  const emit = socket.emit.bind(socket) as (event: string, ...values: unknown[]) => boolean;
  socket.emit = ((event: string, ...values: unknown[]) => {
    const [bytes] = values;
    return (event === "data" && Buffer.isBuffer(bytes) && isHuge(bytes)) || emit(event, ...values);
  }) as Socket["emit"];
}

/** Only what begins a message states a size: where messages come in pieces, other bytes may look like one. */
function isHuge(bytes: Buffer): boolean {
  return bytes.length >= HEADER_SIZE && ["HEL", "OPN"].includes(bytes.toString("latin1", 0, 3)) && bytes.readUInt32LE(4) > HUGE;
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
