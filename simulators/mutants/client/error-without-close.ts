import { encodeError } from "../../../src/protocol";
import type { ClientMutant } from "./types";

export const errorWithoutClose: ClientMutant = {
  name: "error-without-close",
  breaks: ["NS-24", "RC-007", "RC-012", "RC-019", "RC-028"],
  also: {
    "NS-15": "a refusal needs the close too",
    "NS-16": "a refusal needs the close too",
    "NS-17": "a refusal needs the close too",
    "NS-19": "a refusal needs the close too",
    "NS-21": "a refusal needs the close too",
    "NS-32": "a refusal needs the close too",
    "RC-003": "a refusal needs the close too",
    "RC-004": "a refusal needs the close too",
    "RC-008": "a refusal needs the close too",
    "RC-013": "a refusal needs the close too",
    "RC-022": "a refusal needs the close too",
    "RC-023": "a refusal needs the close too",
    "RC-024": "a refusal needs the close too",
    "RC-026": "a refusal needs the close too",
    "RC-027": "a refusal needs the close too",
    "RC-037": "a refusal needs the close too",
    "RC-038": "a refusal needs the close too",
    "RC-039": "a refusal needs the close too",
    "RC-043": "a refusal needs the close too",
    "RC-045": "a refusal needs the close too",
    "RC-046": "a refusal needs the close too",
    "RC-021": "a refusal needs the close too",
    "RC-042": "a refusal needs the close too",
    "RC-029": "a refusal needs the close too",
    "NS-22": "a refusal needs the close too",
  },
  says: "After its Error message it keeps the connection open.",
  behaviour: () => ({
    close(socket, refusal) {
      socket.on("data", () => undefined).on("end", () => socket.destroy());
      if (refusal) socket.write(encodeError(refusal));
    },
  }),
};
