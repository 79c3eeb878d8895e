import assert from "node:assert";
import { decodeMessage } from "../../../src/protocol";
import { referenceClientBehaviour } from "../../client";
import type { ClientMutant } from "./types";

export const endsOnOtherVersion: ClientMutant = {
  name: "ends-on-other-version",
  breaks: ["RH-01"],
  shownBy: ["RC-042"],
  also: { "RC-042": "on a busy machine it takes seconds to die, and says nothing meanwhile" },
  says: "An Acknowledge with another protocol version than 0 ends the process.",
  behaviour: () => ({
    acknowledgeProblem(frame) {
      const message = decodeMessage(frame);
      if (message.type === "ACK" && message.protocolVersion !== 0) setImmediate(() => assert.fail("protocol version"));
      return referenceClientBehaviour.acknowledgeProblem(frame);
    },
  }),
};
