import { closePolitely } from "../../client";
import type { ClientMutant } from "./types";

export const goodAsError: ClientMutant = {
  name: "good-as-error",
  breaks: ["RC-043"],
  also: {
    "NS-24": "the code is judged",
    "NS-19": "the code is judged",
    "RC-007": "the code is judged",
    "RC-012": "the code is judged",
    "RC-027": "the code is judged",
  },
  says: "Its Error messages have the code Good.",
  behaviour: () => ({ close: (socket, refusal, linger) => closePolitely(socket, refusal && { ...refusal, code: 0 }, linger) }),
};
