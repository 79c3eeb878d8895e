import { onSending } from "../../wire";
import type { ClientMutant } from "./types";

export const helloWithFourthByteC: ClientMutant = {
  name: "hello-with-fourth-byte-c",
  breaks: ["RC-002"],
  says: "The fourth byte of its Hello is C.",
  behaviour: () => ({
    beforeHello: (socket) =>
      onSending(socket, (type, frame) => {
        if (type === "HEL") frame.write("C", 3, "latin1");
        return frame;
      }),
  }),
};
