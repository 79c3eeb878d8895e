import { beginsAnew } from "../server/numbers-begin-anew";
import { onSending } from "../../wire";
import type { ClientMutant } from "./types";

export const countsFromOneAgain: ClientMutant = {
  name: "counts-from-one-again",
  breaks: ["RC-061"],
  also: { "RC-062": "a server ends a channel whose numbers begin anew, as it should" },
  says: "With each renewal of its secure channel its SequenceNumbers begin anew.",
  behaviour: () => ({ beforeHello: (socket) => onSending(socket, beginsAnew()) }),
};
