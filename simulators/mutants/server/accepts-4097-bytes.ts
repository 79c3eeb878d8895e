import { encodeHello } from "../../../src/protocol";
import { referenceBehaviour } from "../../server";
import { onReceiving } from "../../wire";
import type { ServerMutant } from "./types";

export const accepts4097Bytes: ServerMutant = {
  name: "accepts-4097-bytes",
  breaks: ["RC-040"],
  says: "It accepts an EndpointUrl of more than 4096 bytes.",
  behaviour: () => ({
    greet(socket, reverseHello) {
      onReceiving(socket, (type, frame) => {
        // The reader of the reference refuses it before anything can be asked: a short one takes its place.
        if (type !== "HEL" || frame.length < 4096) return frame;
        return encodeHello({ endpointUrl: null });
      });
      socket.write(reverseHello);
    },
    checkHello: (hello, context) => (hello.endpointUrl.value === null ? undefined : referenceBehaviour.checkHello(hello, context)),
  }),
};
