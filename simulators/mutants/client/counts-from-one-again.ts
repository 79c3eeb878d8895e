import { beginsAnew } from "../server/numbers-begin-anew";
import { onSending } from "../../wire";
import type { ClientMutant } from "./types";

export const countsFromOneAgain: ClientMutant = {
  name: "counts-from-one-again",
  breaks: ["RC-061"],
  says: "Its SequenceNumbers start again with each renewal of its secure channel.",
  behaviour: () => ({ beforeHello: (socket) => onSending(socket, beginsAnew()) }),
};
