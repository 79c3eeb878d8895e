import { STATUS_CODES } from "../../../src/protocol";
import { closePolitely } from "../../client";
import type { ClientMutant } from "./types";

export const errorOnOpenChannel: ClientMutant = {
  name: "error-on-open-channel",
  breaks: ["RC-038"],
  also: {
    "RC-037": "also in answer to an Error message",
  },
  says: "It sends an Error message on an open secure channel.",
  behaviour: () => ({
    close: (socket, refusal, linger) =>
      closePolitely(socket, refusal ?? { code: STATUS_CODES.BadTcpInternalError, reason: "the server failed" }, linger),
  }),
};
