import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const suspendsInSpecDialect: ServerMutant = {
  name: "suspends-in-spec-dialect",
  breaks: ["RC-030"],
  // A dial that comes, but late, is a remark.
  warns: ["RC-030"],
  says: "Configured for the specification, it suspends all the same.",
  dialect: "spec",
  behaviour: () => ({
    delayAfter: (result, delays) => referenceBehaviour.delayAfter(result, { ...delays, dialect: "netstandard" }),
  }),
};
