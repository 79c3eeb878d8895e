import type { Catalogue, Requirement } from "../suite/catalogue";
import type { RequirementVerdict } from "../suite/verdict";
import { cell } from "./markdown";
import type { RunSummary } from "./types";
import { countsLine, isClean, sutName, VERDICT_WORD } from "./words";
import { printable } from "../text";
import { escapeText } from "./xml";

/** One row of the matrix: a requirement that at least one run judged, with what each run made of it; undefined = not judged. */
interface Row {
  readonly requirement: Requirement;
  readonly verdicts: readonly (RequirementVerdict | undefined)[];
}

function rowsOf(runs: readonly RunSummary[], catalogue: Catalogue): Row[] {
  return catalogue.requirements
    .map((requirement) => ({
      requirement,
      verdicts: runs.map(({ requirements }) => requirements.find(({ id }) => id === requirement.id)),
    }))
    .filter(({ verdicts }) => verdicts.some((verdict) => verdict !== undefined));
}

function heading(run: RunSummary): string {
  return `${sutName(run.sut)} (${run.sut.role === "both" ? "server, client" : run.sut.role})`;
}

function details(run: RunSummary): string {
  const { judging } = run;
  return `${heading(run)}: ${run.tool.name} ${run.tool.version}, ${run.startedAt.slice(0, 10)}, dialect ${judging.dialect}${judging.strict ? ", strict" : ""}; ${countsLine(run)}`;
}

const LEGEND =
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

const STYLE = `body{font:14px/1.4 system-ui,sans-serif;margin:2rem;color:#222}table{border-collapse:collapse}
th,td{border:1px solid #ccc;padding:.25rem .5rem;text-align:left;vertical-align:top}thead th{position:sticky;top:0;background:#f4f4f4}
.pass{background:#d9f2d9}.fail,.unexpected-pass{background:#f8c9c9;font-weight:600}.warn,.expected-fail{background:#fdeebf}
.info{background:#d9ecf8}.could-not-run{background:#e8d5f2}.not-applicable,.none{color:#888}details{max-width:48rem}`;

/** The same as one HTML page without anything to load; each cell tells what was found. */
export function renderMatrixHtml(runs: readonly RunSummary[], catalogue: Catalogue): string {
  const head = ["Requirement", "Level", "Title", ...runs.map(heading)].map((text) => `<th>${escapeText(text)}</th>`).join("");
  const body = rowsOf(runs, catalogue).map(({ requirement, verdicts }) => {
    const cells = verdicts.map(htmlCell).join("");
    const title = `<td title="${escapeText(`${requirement.statement} (${requirement.clause}; evidence ${requirement.evidence})`)}">${escapeText(requirement.title)}</td>`;
    return `<tr><td>${requirement.id}</td><td>${requirement.level}</td>${title}${cells}</tr>`;
  });
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>OPC UA Reverse Connect: requirements by implementations</title><style>${STYLE}</style></head>
<body><h1>OPC UA Reverse Connect: requirements by implementations</h1>
<ul>${runs.map((run) => `<li>${escapeText(details(run))}</li>`).join("\n")}</ul>
<table><thead><tr>${head}</tr></thead><tbody>
${body.join("\n")}
</tbody></table>
<p>${escapeText(LEGEND)}</p></body></html>
`;
}

function htmlCell(judged: RequirementVerdict | undefined): string {
  if (!judged) return `<td class="none">–</td>`;
  const { verdict, findings } = judged;
  const items = findings.map(({ scenario, message, known }) => {
    const reason = known === undefined ? "" : ` (known: ${known})`;
    return `<li>${escapeText(printable(`${scenario}: ${message ?? ""}${reason}`))}</li>`;
  });
  const text = escapeText(words(judged));
  const content = items.length === 0 ? text : `<details><summary>${text}</summary><ul>${items.join("")}</ul></details>`;
  return `<td class="${verdict}">${content}</td>`;
}
