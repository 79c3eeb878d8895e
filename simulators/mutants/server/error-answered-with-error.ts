import { encodeError, STATUS_CODES } from "../../../src/protocol";
import type { ServerMutant } from "./types";

export const errorAnsweredWithError: ServerMutant = {
  name: "error-answered-with-error",
  breaks: ["RC-030"],
  warns: ["RC-030"],
  says: "It answers an Error message of the client with another one.",
  behaviour: () => ({
    answerToError: () => encodeError({ code: STATUS_CODES.BadTcpInternalError, reason: "no, you" }),
  }),
};
