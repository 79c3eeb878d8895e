import { refusesByReset } from "./refuses-by-reset";
import { silentRefusal } from "./silent-refusal";
import type { ServerMutant } from "./types";

/** Two deviations together: each of them alone leaves a trace of its own. */
export const resetInsteadOfError: ServerMutant = {
  ...silentRefusal,
  name: "reset-instead-of-error",
  says: "It resets the connection on a protocol error, and says nothing.",
  behaviour: () => ({ ...silentRefusal.behaviour?.(), ...refusesByReset.behaviour?.() }),
};
