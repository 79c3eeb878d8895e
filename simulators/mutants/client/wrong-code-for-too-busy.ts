import { STATUS_CODES } from "../../../src/protocol";
import { referenceClientBehaviour } from "../../client";
import type { ClientMutant } from "./types";

export const wrongCodeForTooBusy: ClientMutant = {
  name: "wrong-code-for-too-busy",
  breaks: ["RC-027"],
  says: "When it can hold no more connections it sends BadTcpServerTooBusy, which is another code.",
  behaviour: () => ({
    refusal(situation, dialect) {
      const refusal = referenceClientBehaviour.refusal(situation, dialect);
      return situation === "too-busy" && refusal ? { ...refusal, code: STATUS_CODES.BadTcpServerTooBusy } : refusal;
    },
  }),
};
