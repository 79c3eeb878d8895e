import { referenceClientBehaviour } from "../../client";
import type { ClientMutant } from "./types";

export const codeOfTheReadme: ClientMutant = {
  name: "code-of-the-readme",
  breaks: ["RC-008", "RC-013"],
  says: "In the dialect of the specification it refuses with the code of the readme.",
  dialect: "spec",
  behaviour: () => ({ refusal: (situation) => referenceClientBehaviour.refusal(situation, "netstandard") }),
};
