import { onReceiving } from "../../wire";
import type { ServerMutant } from "./types";

const EXPECTED: readonly string[] = ["HEL", "ERR", "OPN", "MSG", "CLO"];

export const deafToNonsense: ServerMutant = {
  name: "deaf-to-nonsense",
  breaks: ["RC-036"],
  says: "It ignores bytes that are not a Hello, and keeps waiting.",
  behaviour: () => ({
    greet(socket, reverseHello) {
      onReceiving(socket, (type, frame) => (EXPECTED.includes(type) ? frame : undefined));
      socket.write(reverseHello);
    },
  }),
};
