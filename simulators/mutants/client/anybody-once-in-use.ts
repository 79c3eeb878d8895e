import { decodeMessage, encodeHello } from "../../../src/protocol";
import { referenceClientBehaviour } from "../../client";
import { onReceiving } from "../../wire";
import { IN_USE } from "./never-reconnects";
import type { ClientMutant } from "./types";

export const anybodyOnceInUse: ClientMutant = {
  name: "anybody-once-in-use",
  breaks: ["NS-16"],
  says: "Once its session is in use, it sends Hello to servers that it does not wait for.",
  behaviour() {
    const wanted = new Set<string>();
    let answers = 0;
    return {
      accepted: (socket) =>
        onReceiving(socket, (type, frame) => {
          if (type === "MSG") answers += 1;
          const message = type === "RHE" && answers >= IN_USE ? decodeMessage(frame) : undefined;
          if (message?.type === "RHE" && !wanted.has(message.serverUri.value ?? ""))
            socket.write(encodeHello({ endpointUrl: message.endpointUrl.bytes }));
          return frame;
        }),
      helloEndpointUrl(server) {
        wanted.add(server.serverUri);
        return referenceClientBehaviour.helloEndpointUrl(server);
      },
    };
  },
};
