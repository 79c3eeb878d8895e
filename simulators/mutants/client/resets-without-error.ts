import { resetSocket } from "../../../src/sockets";
import { closesWithoutError } from "./closes-without-error";
import type { ClientMutant } from "./types";

/** Breaks what a close without an Error breaks, no more and no less. */
export const resetsWithoutError: ClientMutant = {
  ...closesWithoutError,
  name: "resets-without-error",
  says: "It resets the connection where an Error message is due.",
  behaviour: () => ({ close: (socket) => resetSocket(socket) }),
};
