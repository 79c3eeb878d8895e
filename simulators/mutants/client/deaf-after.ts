import type { ClientBehaviour } from "../../client";
import { decodeMessage, type Message } from "../../../src/protocol";
import { onReceiving } from "../../wire";

type Acknowledge = Extract<Message, { readonly type: "ACK" }>;

/** After the first Acknowledge that offends it, it hears no Acknowledge any more, of whichever server. */
export function deafAfter(offends: (message: Acknowledge) => boolean): Pick<ClientBehaviour, "beforeHello"> {
  let offended = false;
  return {
    beforeHello: (socket) =>
      onReceiving(socket, (type, frame) => {
        if (type !== "ACK") return frame;
        const message = decodeMessage(frame);
        offended ||= message.type === "ACK" && offends(message);
        return offended ? undefined : frame;
      }),
  };
}
