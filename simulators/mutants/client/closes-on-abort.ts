import { endsOnAbort } from "../server/abort-ends-channel";
import type { ClientMutant } from "./types";

export const closesOnAbort: ClientMutant = {
  name: "closes-on-abort",
  breaks: ["RC-063"],
  warns: ["RC-063"],
  says: "A chunk that aborts an answer ends its connection.",
  behaviour: () => ({ beforeHello: endsOnAbort }),
};
