import { clip } from "../text";
import type { Role } from "../suite/catalogue";
import type { ProofReport, ProofResult } from "../suite/verdict";
import type { RunSummary } from "./types";

/** Whether every pass is proven or excused, nothing else turned red, and what breaks nothing left all as it was. */
export function isSound({ results, disturbed }: ProofReport): boolean {
  return disturbed.length === 0 && results.every(({ verdict, alsoFailed }) => verdict !== "unproven" && alsoFailed.length === 0);
}

/** "39 of 46 passes proven, 2 excused, 5 unproven" */
export function proofLine({ results }: ProofReport): string {
  const count = (verdict: ProofResult["verdict"]) => results.filter((result) => result.verdict === verdict).length;
  return `${count("proven")} of ${results.length} passes proven, ${count("excused")} excused, ${count("unproven")} unproven`;
}

/** What is wrong with a proof, a line for each: what is not proven, what else turned red, what should have stayed green. */
export function proofTroubles({ results, disturbed }: ProofReport): string[] {
  return [
    ...results.flatMap((result) =>
      result.verdict === "unproven" ? [`unproven  ${result.requirement} (${result.role}): ${whyUnproven(result)}`] : [],
    ),
    ...results.flatMap(({ requirement, role, what, alsoFailed }) =>
      alsoFailed.length > 0 ? [`also red  ${requirement} (${role}) under: ${what}: ${alsoFailed.join(", ")} failed as well`] : [],
    ),
    ...disturbed.map((each) => `disturbed ${each}`),
  ];
}

/** What was proven of a requirement in a role; undefined when nothing was tried. */
export function proofOf({ proof }: RunSummary, requirement: string, role: Role): ProofResult | undefined {
  return proof?.results.find((each) => each.requirement === requirement && each.role === role);
}

/** Behind a verdict: ", proven", ", unproven", ", not provable on the wire". */
export function proofWord(result: ProofResult | undefined): string {
  if (result === undefined) return "";
  return result.verdict === "excused" ? ", not provable on the wire" : `, ${result.verdict}`;
}

/** The same with the change or the reason. */
export function proofText(result: ProofResult): string {
  const { verdict, what } = result;
  if (verdict === "proven") return `proven: it failed under: ${what}`;
  return verdict === "excused" ? `not provable on the wire: ${what}` : `unproven: ${whyUnproven(result)}`;
}

function whyUnproven({ what, untried }: ProofResult): string {
  return untried === undefined ? `it did not fail under: ${what}` : `it could not run under: ${what}: ${clip(untried, 200)}`;
}
