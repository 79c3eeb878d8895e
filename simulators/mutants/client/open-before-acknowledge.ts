import { encodeOpenChannel } from "../../../src/protocol";
import { onSending } from "../../wire";
import type { ClientMutant } from "./types";

const OPEN = encodeOpenChannel({
  secureChannelId: 0,
  securityPolicyUri: "http://opcfoundation.org/UA/SecurityPolicy#None",
  body: Buffer.alloc(24),
});

export const openBeforeAcknowledge: ClientMutant = {
  name: "open-before-acknowledge",
  breaks: ["RC-025"],
  also: {
    "RC-050": "so it opens no session",
  },
  cripples: "no session ever opens",
  says: "It sends OpenSecureChannel together with Hello.",
  behaviour: () => ({
    beforeHello: (socket) => onSending(socket, (type, frame) => (type === "HEL" ? Buffer.concat([frame, OPEN]) : frame)),
  }),
};
