import { onSending } from "../../wire";
import type { ClientMutant } from "./types";

export const smallBuffers: ClientMutant = {
  name: "small-buffers",
  breaks: ["RC-041"],
  also: {
    "RC-050": "so it opens no session",
  },
  cripples: "a server refuses such a Hello, and no session opens",
  says: "Its Hello states buffers of 4096 bytes.",
  behaviour: () => ({
    beforeHello: (socket) =>
      onSending(socket, (type, frame) => {
        if (type !== "HEL") return frame;
        // ReceiveBufferSize and SendBufferSize follow the header and ProtocolVersion (Part 6, 7.1.2.3).
        for (const offset of [12, 16]) frame.writeUInt32LE(4096, offset);
        return frame;
      }),
  }),
};
