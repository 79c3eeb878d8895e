import type { Catalogue } from "../suite/catalogue";
import type { Verdict } from "../suite/verdict";
import { clip, plural, printable, someOf } from "../text";
import { type FindingKind, findingKinds, gotOf, unjudgedScenarios } from "./findings";
import { proofLine, proofTroubles } from "./proof";
import { describeRequirement } from "./terminal";
import type { RunSummary } from "./types";
import { conclusion, countsLine, isClean, roleWord, seconds, sutName, VERDICT_WORD, verdictsLine } from "./words";

export interface MarkdownOptions {
  readonly ladder?: (scenario: string) => string | undefined;
  /** Lines at most; what is left out is said. */
  readonly most?: number;
}

/** Lines of a ladder, scenario names and characters of one text in a page that others have to load. */
const LADDER_LINES = 40;
const NAMES = 40;
const TEXT = 1_000;

/** summary.md: for a pull request or a CI job's summary page. */
export function renderMarkdown(summary: RunSummary, catalogue: Catalogue, options: MarkdownOptions = {}): string {
  const { sut, tool, judging } = summary;
  const lines = [
    `# OPC UA Reverse Connect: ${cell(sutName(sut))}`,
    "",
    `${tool.name} ${tool.version}, ${summary.startedAt}, role ${roleWord(sut)}, dialect ${judging.dialect}${judging.strict ? ", strict" : ""}, ${seconds(summary.durationMs)}.`,
    "",
    `**${conclusion(summary)}** ${countsLine(summary)}. ${verdictsLine(summary)}.`,
    "",
    "| Requirement | Level | Evidence | Verdict | Scenarios | Title |",
    "|---|---|---|---|---|---|",
    ...summary.requirements.map(
      ({ id, level, evidence, verdict, scenarios, title }) =>
        `| ${id} | ${level} | ${evidence} | ${bold(verdict, VERDICT_WORD[verdict])} | ${scenarios.length} | ${cell(title)} |`,
    ),
    ...list("The run itself", summary.runErrors),
    ...list(
      "Known failures that are wrong",
      summary.knownFailureProblems.map(({ message }) => message),
    ),
  ];
  if (summary.proof) lines.push("", "## Proof", "", `${proofLine(summary.proof)}.`, ...items(proofTroubles(summary.proof), 40));
  const kinds = findingKinds(summary, catalogue);
  if (kinds.length > 0)
    lines.push(
      "",
      "## Findings",
      ...within(
        kinds.map((kind) => renderKind(kind, options)),
        (options.most ?? Infinity) - lines.length - 60,
      ),
    );
  lines.push(
    ...list(
      "Not judged",
      unjudgedScenarios(summary).map(
        ({ verdict, reason, scenarios }) => `${VERDICT_WORD[verdict]}, ${plural(scenarios.length, "scenario")}: ${reason}`,
      ),
      40,
    ),
  );
  return `${lines.join("\n")}\n`;
}

function list(heading: string, texts: readonly string[], most = 20): string[] {
  return texts.length === 0 ? [] : ["", `## ${heading}`, ...items(texts, most)];
}

function items(texts: readonly string[], most: number): string[] {
  if (texts.length === 0) return [];
  const more = texts.length > most ? [`- … and ${texts.length - most} more, in the report`] : [];
  return ["", ...texts.slice(0, most).map((text) => `- ${cell(clip(text, TEXT))}`), ...more];
}

/** As many blocks as fit. */
function within(blocks: readonly (readonly string[])[], room: number): string[] {
  const lines: string[] = [];
  for (const [index, block] of blocks.entries()) {
    if (lines.length + block.length > room)
      return [...lines, "", `… and ${plural(blocks.length - index, "kind")} of findings more, in the report.`];
    lines.push(...block);
  }
  return lines;
}

function renderKind({ requirements, verdict, scenarios, ...facts }: FindingKind, { ladder }: MarkdownOptions): string[] {
  const [example, ...others] = scenarios;
  const { step, sent, refusal, log, expected, known, survived } = facts;
  const name = requirements.map(({ id, title }) => `${id} ${title}`).join(", ") || example.title;
  const item = (label: string, text: string | undefined): string[] =>
    text === undefined ? [] : [`- ${label}: ${cell(clip(text, TEXT))}`];
  const names = others.map(({ id }) => id);
  const lines = [
    "",
    `### ${VERDICT_WORD[verdict]}: ${cell(name)}`,
    "",
    ...requirements.map((requirement) => `- ${cell(describeRequirement(requirement))}`),
    ...item("scenario", `${example.id} ${example.title} (${example.uri}:${example.line})`),
    ...item("step", step),
    ...item("sent", sent),
    ...item("expected", expected),
    ...item("got", gotOf(facts)),
    ...item("refusal", refusal),
    ...item("its log", log?.join("\n")),
    ...(survived === false ? ["- the product did not survive"] : []),
    ...item("known", known),
    ...item("the same in", others.length === 0 ? undefined : someOf(names, NAMES)),
  ];
  const shown = verdict === "expected-fail" ? undefined : ladder?.(example.id);
  return shown === undefined ? lines : [...lines, "", ...fenced(shown.trimEnd())];
}

/** A fence longer than any run of backticks inside. */
function fenced(text: string): string[] {
  const lines = printable(text).split("\n");
  const shown =
    lines.length <= LADDER_LINES
      ? lines
      : [...lines.slice(0, LADDER_LINES), `… ${plural(lines.length - LADDER_LINES, "more line")}`];
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return [fence, ...shown, fence];
}

/** Text of a SUT must not become a table cell, HTML, a link or a heading. */
export function cell(text: string): string {
  return printable(text)
    .replaceAll(/\s*\n\s*/g, " / ")
    .replaceAll("\\", "\\\\")
    .replaceAll(/[|`*_[\]~]/g, "\\$&")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}

function bold(verdict: Verdict, text: string): string {
  return isClean(verdict) ? text : `**${text}**`;
}
