import type { CaptureReading } from "../capture/reader";
import { messagesBefore, placeText, type CaptureJudgement } from "../judge";
import { describeRequirement, summaryLines, VERDICT_WORD, type RunSummary } from "../report";
import { duration } from "../report/ladder/label";
import type { Catalogue } from "../suite/catalogue";
import { oneLine, plural } from "../text";
import { compareVerdicts, type Verdict } from "../suite/verdict";
import type { Role } from "../vocabulary";

/** One requirement on one side of one connection. */
export interface JudgedItem {
  readonly requirement: string;
  readonly clause: string;
  readonly verdict: Verdict;
  readonly connection: number;
  readonly role: Role;
  readonly packet?: number;
  /** Ms since the capture began. */
  readonly t?: number;
  readonly expected?: string;
  readonly got?: string;
  /** The last messages before it on the connection. */
  readonly messages?: readonly string[];
  /** Why the capture does not show it. */
  readonly why?: string;
}

/** Every verdict, the worst first, then as they come. */
function itemsOf({ sides }: CaptureJudgement, summary: RunSummary, catalogue: Catalogue): JudgedItem[] {
  const items = sides.flatMap((side) => {
    const { role, said } = side;
    const connection = side.connection.number;
    const id = `connection-${connection}-${role}`;
    return said.map(({ requirement, finding, hidden }): JudgedItem => {
      const { clause = "" } = catalogue.get(requirement) ?? {};
      const base = { requirement, clause, connection, role };
      if (finding) {
        const { place, expected, actual: got } = finding;
        const verdict = verdictOf(summary, requirement, id, got);
        return { ...base, verdict, packet: place.packet, t: place.t, expected, got, messages: messagesBefore(side, place) };
      }
      return hidden === undefined ? { ...base, verdict: "pass" } : { ...base, verdict: "not-visible", why: hidden };
    });
  });
  return items.sort((a, b) => compareVerdicts(a.verdict, b.verdict));
}

function verdictOf({ requirements }: RunSummary, requirement: string, scenario: string, observed: string): Verdict {
  const judged = requirements.find(({ id }) => id === requirement);
  const finding = judged?.findings.find((each) => each.scenario === scenario && each.observed === observed);
  return finding?.verdict ?? judged?.findings.find((each) => each.scenario === scenario)?.verdict ?? "not-applicable";
}

/** For programs. */
export function judgementJson(capture: string, judgement: CaptureJudgement, summary: RunSummary, catalogue: Catalogue): unknown {
  return {
    schemaVersion: 1,
    capture,
    exitCode: summary.exitCode,
    verdicts: itemsOf(judgement, summary, catalogue),
    figures: judgement.figures,
    runErrors: summary.runErrors,
  };
}

/** For people: each kind of finding once with the first place, what is not visible and why, figures, and what came of it. */
export function judgementLines(
  { connections, packets, length, warnings }: CaptureReading,
  judgement: CaptureJudgement,
  summary: RunSummary,
  catalogue: Catalogue,
): string[] {
  const items = itemsOf(judgement, summary, catalogue);
  const [findings, hidden] = [items.filter(({ expected }) => expected !== undefined), items.filter(({ why }) => why !== undefined)];
  const part = (lines: readonly string[]) => (lines.length === 0 ? [] : ["", ...lines]);
  return [
    `${plural(packets, "packet")} in ${duration(length)}: ${plural(connections.length, "OPC UA connection")}`,
    ...warnings.map((warning) => `note: ${warning}`),
    ...grouped(findings, ({ requirement, role, verdict, got = "" }) =>
      JSON.stringify([requirement, role, verdict, got.replaceAll(/\d+(\.\d+)?/g, "N")]),
    ).flatMap((group) => part(findingLines(group, catalogue))),
    ...part(hiddenLines(hidden)),
    ...part(figureLines(judgement.figures)),
    ...part(conclusionLines(summary, findings, hidden)),
  ];
}

function findingLines(group: readonly [JudgedItem, ...JudgedItem[]], catalogue: Catalogue): string[] {
  const [first, ...others] = group;
  const { requirement: id, verdict, connection, role, packet = 0, t = 0, expected = "", got = "", messages = [] } = first;
  const requirement = catalogue.get(id);
  const more = [...new Set(others.map((other) => other.connection))];
  return [
    `${VERDICT_WORD[verdict]}  ${requirement ? describeRequirement(requirement) : id}`,
    `      where     the ${role} of connection ${connection}, ${placeText({ packet, t })}`,
    `      expected  ${oneLine(expected)}`,
    `      got       ${oneLine(got)}`,
    ...messages.map((message, index) => `      ${index === 0 ? "messages" : "        "}  ${message}`),
    ...(more.length === 0 ? [] : [`      also on   ${plural(more.length, "connection")}: ${numbers(more)}`]),
  ];
}

/** Lines of figures that are shown. */
const FIGURES = 30;

function figureLines(figures: readonly string[]): string[] {
  if (figures.length === 0) return [];
  const left = figures.length - FIGURES;
  const lines = figures.slice(0, FIGURES).map((line) => `  ${oneLine(line)}`);
  return ["figures (no verdict):", ...lines, ...(left > 0 ? [`  … and ${left} more; --json has all`] : [])];
}

function conclusionLines(summary: RunSummary, findings: readonly JudgedItem[], hidden: readonly JudgedItem[]): string[] {
  const notSeen = new Set(hidden.map(({ requirement }) => requirement)).size;
  const [conclusion = "", , verdicts = ""] = summaryLines(summary);
  const rest = notSeen === 0 ? "" : `; ${plural(notSeen, "requirement")} cannot be judged on every connection`;
  const said = {
    0: `Good: ${findings.length === 0 ? "no finding" : "warnings at most"} in what the capture shows${rest}.`,
    1: conclusion,
    3:
      summary.results.length > 0 && summary.runErrors.length > 0
        ? `Could not judge everything: ${summary.runErrors.join("; ")}. This is not a pass.`
        : "Could not judge: the capture does not show enough of any connection, so this is not a pass.",
  }[summary.exitCode];
  return [said, verdicts];
}

/** One line a reason and the sides that it holds for. */
function hiddenLines(items: readonly JudgedItem[]): string[] {
  const bySide = grouped(items, ({ connection, role, why }) => JSON.stringify([connection, role, why]));
  const lines = bySide.map((side) => {
    const [{ connection, role, why = "" }] = side;
    const ids = [...new Set(side.map(({ requirement }) => requirement))];
    return { side: `${connection} (${role})`, text: `${why}: ${ids.join(", ")}` };
  });
  return [...Map.groupBy(lines, ({ text }) => text)].map(
    ([text, alike]) => `not visible in this capture: connection ${numbers(alike.map(({ side }) => side))}: ${text}`,
  );
}

/** This many are named. */
const NAMED = 12;

function numbers(all: readonly (number | string)[]): string {
  return all.length <= NAMED ? all.join(", ") : `${all.slice(0, NAMED).join(", ")} and ${all.length - NAMED} more`;
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): (readonly [T, ...T[]])[] {
  return [...Map.groupBy(items, keyOf).values()] as [T, ...T[]][];
}
