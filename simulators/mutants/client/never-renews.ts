import { losesRenewals } from "../server/deaf-to-renewal";
import { onSending } from "../../wire";
import type { ClientMutant } from "./types";

export const neverRenews: ClientMutant = {
  name: "never-renews",
  breaks: ["RC-062"],
  says: "It uses the first token of its secure channel forever.",
  behaviour: () => ({ beforeHello: (socket) => onSending(socket, losesRenewals()) }),
};
