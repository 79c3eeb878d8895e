import { referenceClientBehaviour } from "../../client";
import type { ClientMutant } from "./types";

export const codeOfTheSpecification: ClientMutant = {
  name: "code-of-the-specification",
  breaks: ["NS-24"],
  also: {
    "NS-19": "the rejection has the wrong code",
  },
  says: "In the dialect of the readme it refuses with the code of the specification.",
  behaviour: () => ({ refusal: (situation) => referenceClientBehaviour.refusal(situation, "spec") }),
};
