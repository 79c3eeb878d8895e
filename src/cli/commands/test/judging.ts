import { DEFAULT_DIALECT } from "../../../vocabulary";
import type { JudgingFacts } from "../../../report";
import type { Plan } from "./plan";
import { knownFailuresOf } from "./suts";

/** How a run is judged: the same while it is under way and at its end. */
export function judgingOf({ options, suts, roles }: Pick<Plan, "options" | "suts" | "roles">): JudgingFacts {
  const [first] = roles.map((role) => suts[role]).filter((sut) => sut !== undefined);
  return {
    dialect: options.dialect ?? first?.dialect ?? DEFAULT_DIALECT,
    strict: options.strict ?? false,
    evidence: options.evidence,
    ...(roles.length === 1 && roles[0] ? { role: roles[0] } : {}),
    knownFailures: knownFailuresOf(suts, roles),
  };
}
