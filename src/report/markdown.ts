import type { Catalogue } from "../suite/catalogue";
import type { Verdict } from "../suite/verdict";
import { differencesOf, problemsOf, tellOnce, type ToldProblem } from "./failures";
import { describeRequirement } from "./terminal";
import type { RunSummary } from "./types";
import { conclusion, countsLine, isClean, seconds, sutName, VERDICT_WORD, verdictsLine } from "./words";
import { printable } from "../text";

/** summary.md: for a pull request or a CI job's summary page. */
export function renderMarkdown(
  summary: RunSummary,
  catalogue: Catalogue,
  ladder?: (scenario: string) => string | undefined,
): string {
  const { sut, tool, judging } = summary;
  const lines = [
    `# OPC UA Reverse Connect: ${cell(sutName(sut))}`,
    "",
    `${tool.name} ${tool.version}, ${summary.startedAt}, role ${sut.role}, dialect ${judging.dialect}${judging.strict ? ", strict" : ""}, ${seconds(summary.durationMs)}.`,
    "",
    `**${conclusion(summary)}** ${countsLine(summary)}. ${verdictsLine(summary)}.`,
    "",
    "| Requirement | Level | Evidence | Verdict | Scenarios | Title |",
    "|---|---|---|---|---|---|",
    ...summary.requirements.map(
      ({ id, level, evidence, verdict, scenarios, title }) =>
        `| ${id} | ${level} | ${evidence} | ${bold(verdict, VERDICT_WORD[verdict])} | ${scenarios.length} | ${cell(title)} |`,
    ),
  ];
  const problems = tellOnce(problemsOf(summary, catalogue));
  if (problems.length > 0)
    lines.push("", "## Findings", ...problems.flatMap((told) => renderProblem(told, ladder?.(told.problem.result.id))));
  if (summary.knownFailureProblems.length > 0) {
    lines.push(
      "",
      "## Known failures that are wrong",
      "",
      ...summary.knownFailureProblems.map(({ message }) => `- ${cell(message)}`),
    );
  }
  if (summary.runErrors.length > 0)
    lines.push("", "## The run itself", "", ...summary.runErrors.map((error) => `- ${cell(error)}`));
  return `${lines.join("\n")}\n`;
}

function renderProblem({ problem, likewise }: ToldProblem, ladder: string | undefined): string[] {
  const { result, verdict } = problem;
  const lines = [
    "",
    `### ${VERDICT_WORD[verdict]}: ${result.id} ${cell(result.title)}`,
    "",
    `\`${result.uri}:${result.line}\``,
    "",
  ];
  for (const { requirements, step, expected, observed, message, known, survived } of differencesOf(problem)) {
    lines.push(...requirements.map((requirement) => `- ${cell(describeRequirement(requirement))}`));
    if (step !== undefined) lines.push(`  - step: ${cell(step)}`);
    if (expected !== undefined) lines.push(`  - expected: ${cell(expected)}`, `  - got: ${cell(observed ?? "")}`);
    else if (message !== undefined) lines.push(`  - ${cell(message)}`);
    if (survived === false) lines.push("  - the SUT did not survive");
    if (known !== undefined) lines.push(`  - known: ${cell(known)}`);
  }
  if (likewise.length > 0) lines.push(`- also in ${likewise.map(cell).join(", ")}`);
  if (ladder !== undefined && verdict !== "expected-fail") lines.push("", ...fenced(ladder.trimEnd()));
  return lines;
}

/** A fence longer than any run of backticks inside. */
function fenced(text: string): string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return [fence, text, fence];
}

/** Text of a SUT must not become a table cell, HTML or a heading. */
export function cell(text: string): string {
  return printable(text)
    .replaceAll(/\s*\n\s*/g, " / ")
    .replaceAll("|", "\\|")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}

function bold(verdict: Verdict, text: string): string {
  return isClean(verdict) ? text : `**${text}**`;
}
