import { referenceClientBehaviour } from "../../client";
import type { ClientMutant } from "./types";

export const tooBusyWithoutError: ClientMutant = {
  name: "too-busy-without-error",
  breaks: ["RC-027"],
  says: "When it can hold no more connections it closes without an Error message.",
  behaviour: () => ({
    refusal: (situation, dialect) => (situation === "too-busy" ? undefined : referenceClientBehaviour.refusal(situation, dialect)),
  }),
};
