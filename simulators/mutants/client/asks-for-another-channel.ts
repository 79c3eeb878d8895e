import { onSending } from "../../wire";
import type { ClientMutant } from "./types";

/** requestType, securityMode, a null nonce and a lifetime are the last fields of the request (Part 4, 5.6.2). */
const REQUEST_TYPE_FROM_END = 16;
const ISSUE = 0;

export const asksForAnotherChannel: ClientMutant = {
  name: "asks-for-another-channel",
  breaks: ["RC-062"],
  says: "Instead of renewing its channel without security it asks for another one on the same connection.",
  behaviour: () => ({
    beforeHello(socket) {
      let opened = false;
      onSending(socket, (type, frame) => {
        if (type !== "OPN" || !frame.includes("#None")) return frame;
        if (opened) frame.writeUInt32LE(ISSUE, frame.length - REQUEST_TYPE_FROM_END);
        opened = true;
        return frame;
      });
    },
  }),
};
