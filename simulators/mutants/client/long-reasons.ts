import { closePolitely } from "../../client";
import type { ClientMutant } from "./types";

export const longReasons: ClientMutant = {
  name: "long-reasons",
  breaks: ["RC-039"],
  says: "Its Error messages have a Reason of 5000 bytes.",
  behaviour: () => ({
    close: (socket, refusal, linger) => closePolitely(socket, refusal && { ...refusal, reason: "x".repeat(5000) }, linger),
  }),
};
