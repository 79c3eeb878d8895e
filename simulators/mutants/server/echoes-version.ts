import { referenceBehaviour } from "../../server";
import { onSending } from "../../wire";
import type { ServerMutant } from "./types";

export const echoesVersion: ServerMutant = {
  name: "echoes-version",
  breaks: ["RC-042"],
  says: "It acknowledges any protocol version that the client asks for.",
  behaviour: () => {
    let version = 0;
    return {
      checkHello(hello, context) {
        version = hello.protocolVersion;
        return referenceBehaviour.checkHello(hello, context);
      },
      greet(socket, reverseHello) {
        onSending(socket, (type, frame) => {
          if (type === "ACK") frame.writeUInt32LE(version, 8);
          return frame;
        });
        socket.write(reverseHello);
      },
    };
  },
};
