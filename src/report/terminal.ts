import Table from "cli-table3";
import colors from "picocolors";
import type { Catalogue, Requirement } from "../suite/catalogue";
import type { RequirementVerdict, Verdict } from "../suite/verdict";
import { differencesOf, problemsOf, tellOnce, type Difference, type ToldProblem } from "./failures";
import type { RunSummary } from "./types";
import { conclusion, countsLine, isMild, seconds, sutName, VERDICT_WORD, verdictsLine } from "./words";
import { printable } from "../text";

export interface TerminalOptions {
  /** Colours: only for a terminal. Default false. */
  readonly colour?: boolean;
  /** Ladder of a scenario, when there is one. */
  readonly ladder?: (scenario: string) => string | undefined;
  /** Folder to name at the end. */
  readonly reportDir?: string;
  /** Stack traces of failures. Default false. */
  readonly stacks?: boolean;
}

type Paint = (verdict: Verdict, text: string) => string;

/** What the user sees at the end of a run: requirements with verdicts, what went wrong with the ladder that led there, totals. */
export function renderTerminal(summary: RunSummary, catalogue: Catalogue, options: TerminalOptions = {}): string {
  const paint = painter(options.colour === true);
  const problems = tellOnce(problemsOf(summary, catalogue));
  const blocks = [
    requirementTable(summary.requirements, paint),
    ...problems.map((problem) => renderProblem(problem, paint, options)),
    ...knownFailureBlock(summary, paint),
    ...(summary.runErrors.length > 0
      ? [summary.runErrors.map((error) => `${paint("could-not-run", "could not run")}  ${error}`).join("\n")]
      : []),
    closing(summary, options),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function painter(colour: boolean): Paint {
  const c = colors.createColors(colour);
  const paints: Record<Verdict, (text: string) => string> = {
    pass: c.green,
    fail: c.red,
    warn: c.yellow,
    info: c.cyan,
    "not-applicable": c.dim,
    "could-not-run": c.magenta,
    "expected-fail": c.yellow,
    "unexpected-pass": c.red,
  };
  return (verdict, text) => paints[verdict](text);
}

const BORDERLESS = Object.fromEntries(
  [
    "top",
    "top-mid",
    "top-left",
    "top-right",
    "bottom",
    "bottom-mid",
    "bottom-left",
    "bottom-right",
    "left",
    "left-mid",
    "mid",
    "mid-mid",
    "right",
    "right-mid",
  ].map((part) => [part, ""]),
);

function requirementTable(requirements: readonly RequirementVerdict[], paint: Paint): string {
  if (requirements.length === 0) return "";
  const table = new Table({
    chars: { ...BORDERLESS, middle: "  " },
    style: { "padding-left": 0, "padding-right": 0, head: [], border: [] },
  });
  table.push(["Requirement", "Level", "Verdict", "Scenarios", "Title"]);
  for (const { id, level, verdict, scenarios, findings, title } of requirements) {
    const bad = new Set(findings.map(({ scenario }) => scenario)).size;
    const count = bad === 0 ? String(scenarios.length) : `${Math.max(0, scenarios.length - bad)} of ${scenarios.length}`;
    table.push([id, level, paint(verdict, VERDICT_WORD[verdict]), { content: count, hAlign: "right" }, title]);
  }
  return trimLines(table.toString());
}

function trimLines(text: string): string {
  return text
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

function renderProblem({ problem, likewise }: ToldProblem, paint: Paint, options: TerminalOptions): string {
  const { result, verdict } = problem;
  const lines = [
    `${paint(verdict, VERDICT_WORD[verdict])}  ${result.id}  ${result.title.replace(/^\[\d+\]\s*/, "")}  (${result.uri}:${result.line})`,
  ];
  for (const difference of differencesOf(problem)) lines.push(...renderDifference(difference, verdict, paint));
  if (likewise.length > 0) lines.push(field("also in", likewise.join(", ")));
  if (options.stacks === true && result.failure?.stack) lines.push(indent(result.failure.stack, 6));
  const ladder = isShown(verdict) ? options.ladder?.(result.id) : undefined;
  if (ladder) lines.push("", indent(ladder.trimEnd(), 4));
  return lines.join("\n");
}

/** A known failure and a scenario that could not start need no ladder on the screen; it is in the report folder. */
function isShown(verdict: Verdict): boolean {
  return verdict === "fail" || isMild(verdict) || verdict === "could-not-run";
}

function renderDifference(difference: Difference, scenarioVerdict: Verdict, paint: Paint): string[] {
  const { requirements, verdict, step, expected, observed, message, known, survived } = difference;
  const mark = verdict === scenarioVerdict ? "" : `${paint(verdict, VERDICT_WORD[verdict])} `;
  const lines = requirements.map((requirement) => `    ${mark}${describeRequirement(requirement)}`);
  if (step !== undefined) lines.push(`      step      ${step}`);
  if (expected !== undefined) lines.push(field("expected", expected));
  if (expected !== undefined && observed !== undefined) lines.push(field("got", observed));
  if (expected === undefined && message !== undefined) lines.push(field(verdict === "could-not-run" ? "reason" : "seen", message));
  if (survived === false) lines.push("      the SUT did not survive");
  if (known !== undefined) lines.push(field("known", known));
  return lines;
}

/** "RC-031 A waiting connection at all times: … (Part 6, 7.1.3; MUST; evidence B)" */
export function describeRequirement({ id, title, statement, clause, level, evidence }: Requirement): string {
  return `${id} ${title}: ${statement} (${clause}; ${level}; evidence ${evidence})`;
}

function field(name: string, text: string): string {
  return `      ${name.padEnd(9)} ${printable(text).replaceAll("\n", `\n${" ".repeat(16)}`)}`;
}

function knownFailureBlock({ knownFailureProblems }: RunSummary, paint: Paint): string[] {
  if (knownFailureProblems.length === 0) return [];
  return [knownFailureProblems.map(({ message }) => `${paint("fail", "FAIL")}  ${message}`).join("\n")];
}

function closing(summary: RunSummary, options: TerminalOptions): string {
  const { judging, sut, shard } = summary;
  const how = [
    `dialect ${judging.dialect}`,
    ...(judging.strict ? ["strict"] : []),
    ...(shard === undefined ? [] : [`shard ${shard}`]),
  ].join(", ");
  return [
    `${sutName(sut)} (${sut.role === "both" ? "server and client" : sut.role}), ${how}`,
    `${countsLine(summary)}; ${seconds(summary.durationMs)}`,
    verdictsLine(summary),
    ...(options.reportDir === undefined ? [] : [`Report: ${options.reportDir}`]),
    conclusion(summary),
  ].join("\n");
}

function indent(text: string, width: number): string {
  return text
    .split("\n")
    .map((line) => (line === "" ? "" : `${" ".repeat(width)}${line}`))
    .join("\n");
}
