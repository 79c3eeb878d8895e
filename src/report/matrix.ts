import type { Catalogue, Requirement } from "../suite/catalogue";
import type { RequirementVerdict } from "../suite/verdict";
import { rolesOf } from "../vocabulary";
import { cell } from "./markdown";
import type { RunSummary } from "./types";
import { countsLine, isClean, sutName, VERDICT_WORD } from "./words";

/** One row of the matrix: a requirement that at least one run judged, with what each run made of it; undefined = not judged. */
export interface Row {
  readonly requirement: Requirement;
  readonly verdicts: readonly (RequirementVerdict | undefined)[];
}

export function rowsOf(runs: readonly RunSummary[], catalogue: Catalogue): Row[] {
  return catalogue.requirements
    .map((requirement) => ({
      requirement,
      verdicts: runs.map(({ requirements }) => requirements.find(({ id }) => id === requirement.id)),
    }))
    .filter(({ verdicts }) => verdicts.some((verdict) => verdict !== undefined));
}

export function heading(run: RunSummary): string {
  return `${sutName(run.sut)} (${rolesOf(run.sut.role).join(", ")})`;
}

function details(run: RunSummary): string {
  const { judging } = run;
  return `${heading(run)}: ${run.tool.name} ${run.tool.version}, ${run.startedAt.slice(0, 10)}, dialect ${judging.dialect}${judging.strict ? ", strict" : ""}; ${countsLine(run)}`;
}

export const LEGEND =
  "FAIL: a MUST is broken. warn: a SHOULD, a MUST on weaker evidence, or the suite's reading of one. info: a MAY or descriptive text. known failure: pinned in the SUT's description. n/a: capability not claimed, or other dialect. – : not judged in this run.";

/** Matrix of requirements by implementations, as Markdown. */
export function renderMatrixMarkdown(runs: readonly RunSummary[], catalogue: Catalogue): string {
  const lines = [
    "# OPC UA Reverse Connect: requirements by implementations",
    "",
    ...runs.map((run) => `- ${cell(details(run))}`),
    "",
    `| Requirement | Level | Title | ${runs.map((run) => cell(heading(run))).join(" | ")} |`,
    `|---|---|---|${"---|".repeat(runs.length)}`,
    ...rowsOf(runs, catalogue).map(
      ({ requirement: { id, level, title }, verdicts }) =>
        `| ${id} | ${level} | ${cell(title)} | ${verdicts.map(word).join(" | ")} |`,
    ),
    "",
    LEGEND,
  ];
  return `${lines.join("\n")}\n`;
}

function word(judged: RequirementVerdict | undefined): string {
  if (!judged) return "–";
  const { verdict } = judged;
  return isClean(verdict) ? VERDICT_WORD[verdict] : `**${words(judged)}**`;
}

/** The worst verdict that is not pinned, and that something is pinned beside it: a warning does not hide a known failure. */
function words({ verdict, findings }: RequirementVerdict): string {
  const pinned = verdict !== "expected-fail" && findings.some((finding) => finding.verdict === "expected-fail");
  return pinned ? `${VERDICT_WORD["expected-fail"]}, ${VERDICT_WORD[verdict]}` : VERDICT_WORD[verdict];
}
