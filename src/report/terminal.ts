import colors from "picocolors";
import type { Catalogue, Requirement } from "../suite/catalogue";
import type { RequirementVerdict, Verdict } from "../suite/verdict";
import { bareTitle, clip, oneLine, plural, someOf } from "../text";
import { findingKinds, gotOf, unjudgedScenarios, type FindingKind, type Unjudged } from "./findings";
import { proofLine, proofTroubles } from "./proof";
import type { RunSummary, ScenarioResult } from "./types";
import { conclusion, countsLine, isClean, retriedLine, roleWord, seconds, sutName, VERDICT_WORD, verdictsLine } from "./words";
import { field, wrap } from "./wrap";

export interface TerminalOptions {
  /** Colours: only for a terminal. Default false. */
  readonly colour?: boolean;
  /** Columns of the terminal, at least 60; without, lines are as long as they are (a file, a pipe), and ladders have 132. */
  readonly width?: number;
  /** Ladder of a scenario, when there is one, in this many lines and columns at most. */
  readonly ladder?: (scenario: string, size: { readonly width: number; readonly lines: number }) => string | undefined;
  /** Folder to name at the end. */
  readonly reportDir?: string;
  /** Stack traces of failures. Default false. */
  readonly stacks?: boolean;
}

type Paint = (verdict: Verdict, text: string) => string;

interface Layout extends TerminalOptions {
  readonly paint: Paint;
  readonly width: number;
}

/** Lines that one kind of finding may take, its ladder included. */
const KIND_LINES = 40;
/** Columns of a ladder where there is no end of them. */
const LADDER = 132;
/** Lines of one text of a finding, and scenario names that are listed. */
const TEXT_LINES = 6;
const NAMES = 12;
/** Requirements that the last screen lists, and reasons why scenarios were not judged. */
const LISTED = 14;
const REASONS = 6;
/** Characters of a reason there. */
const REASON = 500;
/** Of what kept scenarios from being judged: the state, and how what was seen begins. */
const WHY = 240;

/** What the user sees at the end of a run: each kind of finding with its ladder, then one screen that says what came of it. */
export function renderTerminal(summary: RunSummary, catalogue: Catalogue, options: TerminalOptions = {}): string {
  const layout: Layout = { ...options, width: Math.max(60, options.width ?? Infinity), paint: painter(options.colour === true) };
  const kinds = findingKinds(summary, catalogue);
  const blocks = [...kinds.map((kind) => renderKind(kind, layout)), lastScreen(summary, kinds, layout)];
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function painter(colour: boolean): Paint {
  const c = colors.createColors(colour);
  const paints: Record<Verdict, (text: string) => string> = {
    pass: c.green,
    fail: c.red,
    warn: c.yellow,
    info: c.cyan,
    "not-visible": c.dim,
    "not-applicable": c.dim,
    "could-not-run": c.magenta,
    "expected-fail": c.yellow,
    "unexpected-pass": c.red,
  };
  return (verdict, text) => paints[verdict](text);
}

/** One finding as its reader needs it: what is required, what was sent, expected and got, where; then how it came about. */
function renderKind(kind: FindingKind, layout: Layout): string[] {
  const { verdict, requirements, scenarios, step, sent, refusal, log, expected, known, survived } = kind;
  const [example, ...others] = scenarios;
  const { width, paint } = layout;
  const name = requirements.map(({ id, title }) => `${id} ${title}`).join(", ") || clip(oneLine(bareTitle(example.title)), REASON);
  const [head = "", ...rest] = wrap(`${VERDICT_WORD[verdict]}  ${name}`, width);
  const word = VERDICT_WORD[verdict];
  const lines = [`${paint(verdict, word)}${head.slice(word.length)}`, ...rest.map((line) => `      ${line}`)];
  // Its user wrote it down: the reason is enough, the rest is in the report.
  if (verdict === "expected-fail")
    return [...lines, ...field("known", `${known ?? ""} (${names(scenarios)})`, { indent: 6, width, most: TEXT_LINES })];
  for (const requirement of requirements) lines.push(...statement(requirement, width));
  const say = (label: string, text: string | undefined): void => {
    if (text !== undefined) lines.push(...field(label, text, { indent: 6, width, most: TEXT_LINES }));
  };
  say("scenario", `${example.id}  ${oneLine(bareTitle(example.title))}  (${example.uri}:${example.line})`);
  say("step", step === "checkers" ? undefined : step);
  say("sent", sent);
  say("expected", expected);
  say(expected === undefined ? "seen" : "got", gotOf(kind));
  say("refusal", refusal);
  say("its log", log?.join("\n"));
  if (survived === false) lines.push("      the product did not survive");
  say("also in", others.length === 0 ? undefined : names(others));
  if (layout.stacks === true && example.failure?.stack)
    lines.push(...example.failure.stack.split("\n").map((line) => `      ${line}`));
  const room = KIND_LINES - lines.length - 1;
  const ladder = room < 8 ? undefined : layout.ladder?.(example.id, { width: Math.min(width, LADDER) - 2, lines: room });
  if (ladder === undefined) return lines;
  return [
    ...lines,
    "",
    ...ladder
      .trimEnd()
      .split("\n")
      .slice(0, room)
      .map((line) => `  ${line}`),
  ];
}

function names(scenarios: readonly ScenarioResult[]): string {
  const ids = scenarios.map(({ id }) => id);
  return someOf(ids, NAMES);
}

function statement({ statement: text, clause, level, evidence }: Requirement, width: number): string[] {
  const lines = wrap(`${text} (${clause}; ${level}; evidence ${evidence})`, width - 4);
  return lines.slice(0, TEXT_LINES).map((line) => `    ${line}`);
}

/** "RC-031 A waiting connection at all times: … (Part 6, 7.1.3; MUST; evidence B)" */
export function describeRequirement({ id, title, statement: text, clause, level, evidence }: Requirement): string {
  return `${id} ${title}: ${text} (${clause}; ${level}; evidence ${evidence})`;
}

/** Verdict, counts that add up, findings by requirement, where the report is, what to do next: on one screen. */
function lastScreen(summary: RunSummary, kinds: readonly FindingKind[], layout: Layout): string[] {
  const { width, paint } = layout;
  const { judging, sut, shard } = summary;
  const how = [
    `dialect ${judging.dialect}`,
    ...(judging.strict ? ["strict"] : []),
    ...(shard === undefined ? [] : [`shard ${shard}`]),
  ];
  const mark = summary.exitCode === 0 ? "pass" : summary.exitCode === 1 ? "fail" : "could-not-run";
  const findings = findingList(summary.requirements, layout);
  const troubles = troubleList(summary, layout);
  const reasons = unjudgedList(unjudgedScenarios(summary), layout);
  const retried = retriedLine(summary);
  return [
    ...wrap(`${clip(oneLine(sutName(sut)), REASON)} (${roleWord(sut)}), ${how.join(", ")}`, width),
    ...wrap(conclusion(summary), width).map((line) => paint(mark, line)),
    ...wrap(`${countsLine(summary)}; ${seconds(summary.durationMs)}`, width),
    ...wrap(verdictsLine(summary), width),
    ...(retried === undefined ? [] : wrap(retried, width)),
    ...[findings, troubles, reasons, proofList(summary, layout), nextSteps(summary, kinds, layout)].flatMap((part) =>
      part.length === 0 ? [] : ["", ...part],
    ),
  ];
}

function findingList(requirements: readonly RequirementVerdict[], { paint, width, reportDir }: Layout): string[] {
  const bad = requirements.filter(({ verdict }) => !isClean(verdict) && verdict !== "could-not-run");
  const order: Verdict[] = ["fail", "unexpected-pass", "warn", "expected-fail", "info"];
  bad.sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
  const lines = bad.slice(0, LISTED).map(({ id, level, verdict, scenarios, findings, title }) => {
    const spoke = new Set(findings.filter((finding) => finding.verdict === verdict).map(({ scenario }) => scenario)).size;
    const text = `${id.padEnd(7)} ${level.padEnd(7)}${VERDICT_WORD[verdict].padEnd(16)}${`in ${spoke} of ${scenarios.length}`.padEnd(13)} ${title}`;
    const shown = text.length > width ? `${text.slice(0, width - 1)}…` : text;
    return shown.replace(VERDICT_WORD[verdict], paint(verdict, VERDICT_WORD[verdict]));
  });
  const left = bad.length - lines.length;
  return left > 0 ? [...lines, `… and ${left} more${reportDir === undefined ? "" : `, in ${reportDir}/index.html`}`] : lines;
}

function troubleList({ runErrors, knownFailureProblems }: RunSummary, { paint, width }: Layout): string[] {
  const line = (verdict: Verdict, text: string): string[] => {
    const word = VERDICT_WORD[verdict];
    return wrap(`${word}  ${clip(oneLine(text), REASON)}`, width).map((each, index) =>
      index === 0 ? each.replace(word, paint(verdict, word)) : `      ${each}`,
    );
  };
  return [
    ...knownFailureProblems.flatMap(({ message }) => line("fail", message)),
    ...runErrors.flatMap((error) => line("could-not-run", error)),
  ];
}

function unjudgedList(groups: readonly Unjudged[], { paint, width }: Layout): string[] {
  const lines = groups.slice(0, REASONS).flatMap(({ verdict, reason, scenarios }) => {
    const word = VERDICT_WORD[verdict];
    const [first = "", ...more] = wrap(
      `${word}  ${plural(scenarios.length, "scenario")} (${scenarios[0].id}${scenarios.length > 1 ? ", …" : ""}): ${clip(oneLine(reason), WHY)}`,
      width,
    );
    return [first.replace(word, paint(verdict, word)), ...more.slice(0, 1).map((line) => `      ${line}`)];
  });
  const left = groups.length - REASONS;
  return left > 0 ? [...lines, `… and ${left} more ${left === 1 ? "reason" : "reasons"} why scenarios were not judged`] : lines;
}

function proofList({ proof }: RunSummary, { width }: Layout): string[] {
  if (proof === undefined) return [];
  const troubles = proofTroubles(proof);
  const left = troubles.length - LISTED;
  return [
    `Proof: ${proofLine(proof)}`,
    ...troubles.slice(0, LISTED).flatMap((text) => wrap(`  ${clip(oneLine(text), REASON)}`, width)),
    ...(left > 0 ? [`  … and ${left} more, in the report`] : []),
  ];
}

function nextSteps(summary: RunSummary, kinds: readonly FindingKind[], { reportDir }: Layout): string[] {
  if (reportDir === undefined) return [];
  const loud = kinds.find(({ verdict }) => verdict === "fail" || verdict === "unexpected-pass") ?? kinds[0];
  const requirement = loud?.requirements[0]?.id;
  return [
    `Report: ${reportDir}/index.html`,
    ...(loud && requirement !== undefined ? [`Next:   reverse-hello explain ${requirement}`] : []),
    ...(loud
      ? [
          `${requirement === undefined ? "Next: " : "      "}  reverse-hello reproduce ${reportDir}/scenarios/${loud.scenarios[0].id}`,
        ]
      : []),
    ...(summary.scenarios.couldNotRun > 0 && !loud ? ["Next:   reverse-hello doctor, when nothing arrives at all"] : []),
  ];
}
