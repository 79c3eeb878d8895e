import { leavesOutANumber } from "../server/leaves-out-numbers";
import { onSending } from "../../wire";
import type { ClientMutant } from "./types";

export const skipsNumbers: ClientMutant = {
  name: "skips-numbers",
  breaks: ["RC-061"],
  says: "On a channel without security it leaves out a SequenceNumber.",
  behaviour: () => ({ beforeHello: (socket) => onSending(socket, leavesOutANumber()) }),
};
