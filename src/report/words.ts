import { plural } from "../text";
import type { Verdict } from "../suite/verdict";
import type { RunSummary, ScenarioCounts, SutFacts } from "./types";
import { rolesOf, VERDICT_ROWS } from "../vocabulary";

/** How verdicts are written in tables; the long names stay in JSON. */
export const VERDICT_WORD = Object.fromEntries(VERDICT_ROWS.map(({ name, word }) => [name, word])) as Readonly<
  Record<Verdict, string>
>;

/** What each verdict means, in one sentence: the legend of every report. */
export const VERDICT_MEANING: Readonly<Record<Verdict, string>> = {
  fail: "a MUST is broken",
  "unexpected-pass": "a failure that sut.yaml lists as known was not seen any more",
  "could-not-run": "the state that the scenario needs was not reached, so nothing was judged",
  warn: "a SHOULD is not kept, or a MUST that is only the suite's reading of the clause",
  "expected-fail": "a failure that sut.yaml lists as known, exactly as it was seen",
  info: "a MAY or descriptive text is not followed",
  pass: "as required",
  "not-visible": "the capture does not show it: encrypted, cut, one direction or missing bytes",
  "not-applicable": "the product does not claim it, or it belongs to the other dialect",
};

/** Nothing to tell of. */
export function isClean(verdict: Verdict): boolean {
  return verdict === "pass" || verdict === "not-visible" || verdict === "not-applicable";
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}

export function sutName({ name, version }: SutFacts): string {
  return version === undefined || name.includes(version) ? name : `${name} ${version}`;
}

export function roleWord({ role }: SutFacts): string {
  return rolesOf(role).join(" and ");
}

/** "442 scenarios: 430 passed, 3 failed, 2 known, 1 warned, 6 not judged (4 not applicable, 2 could not run)"; the counts add up. */
export function countsLine({
  scenarios: { total, passed, failed, known, warned, notApplicable, couldNotRun, notVisible = 0 },
}: RunSummary): string {
  const unjudged = notApplicable + couldNotRun + notVisible;
  const why = [
    ...(couldNotRun > 0 ? [`${couldNotRun} could not run`] : []),
    ...(notApplicable > 0 ? [`${notApplicable} not applicable`] : []),
    ...(notVisible > 0 ? [`${notVisible} not visible`] : []),
  ];
  const more = unjudged === 0 ? "" : ` (${why.join(", ")})`;
  return `${plural(total, "scenario")}: ${passed} passed, ${failed} failed, ${known} known, ${warned} warned, ${unjudged} not judged${more}`;
}

/** What was judged at its second attempt, and why; undefined: nothing was. */
export function retriedLine({ results }: RunSummary): string | undefined {
  const count = results.filter(({ retried = 0 }) => retried > 0).length;
  return count === 0
    ? undefined
    : `${plural(count, "scenario")} tried once more: this machine was stopped or too busy the first time`;
}

/** The counts in their order, with the verdict that gives each its colour. */
export function countsOf(
  counts: ScenarioCounts,
): readonly { readonly word: string; readonly verdict: Verdict; readonly count: number }[] {
  return [
    { word: "passed", verdict: "pass", count: counts.passed },
    { word: "failed", verdict: "fail", count: counts.failed },
    { word: "known", verdict: "expected-fail", count: counts.known },
    { word: "warned", verdict: "warn", count: counts.warned },
    { word: "could not run", verdict: "could-not-run", count: counts.couldNotRun },
    { word: "not applicable", verdict: "not-applicable", count: counts.notApplicable },
    ...(counts.notVisible === undefined
      ? []
      : [{ word: "not visible", verdict: "not-visible", count: counts.notVisible } as const]),
  ];
}

/** "81 requirements: 70 pass, 1 FAIL, …", in the order of severity, without zeros. */
export function verdictsLine({ requirements }: RunSummary): string {
  const order: Verdict[] = [
    "fail",
    "unexpected-pass",
    "could-not-run",
    "warn",
    "expected-fail",
    "info",
    "not-visible",
    "not-applicable",
    "pass",
  ];
  const parts = order.flatMap((verdict) => {
    const count = requirements.filter((requirement) => requirement.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${VERDICT_WORD[verdict]}`];
  });
  return `${plural(requirements.length, "requirement")}: ${parts.length > 0 ? parts.join(", ") : "none judged"}`;
}

/** What the exit code means, as a sentence that stands by itself. */
export function conclusion(summary: RunSummary): string {
  const of = (verdict: Verdict): number => summary.requirements.filter((each) => each.verdict === verdict).length;
  switch (summary.exitCode) {
    case 0:
      return hasFindings(summary)
        ? "Good: no failure except known ones, and everything that was selected was judged."
        : "Good: no finding, and everything that was selected was judged.";
    case 1:
      return `Findings: ${findingsOf(summary, of)}.`;
    case 3:
      return "Could not run: not everything that was selected could be judged, so this is not a pass.";
  }
}

function findingsOf({ requirements, knownFailureProblems, judging }: RunSummary, of: (verdict: Verdict) => number): string {
  const failing = of("fail");
  const parts = [
    ...(failing > 0 ? [`${plural(failing, "requirement")} of ${requirements.length} failed`] : []),
    ...(judging.strict && of("warn") > 0 ? [`${plural(of("warn"), "warning")} under --strict`] : []),
    ...(knownFailureProblems.length > 0
      ? [`${plural(knownFailureProblems.length, "entry", "entries")} of knownFailures not as listed`]
      : []),
  ];
  return parts.length > 0 ? parts.join(", ") : "a scenario failed";
}

function hasFindings({ requirements }: RunSummary): boolean {
  return requirements.some(({ verdict }) => !isClean(verdict));
}

/** What came of a run, in three lines. */
export function summaryLines(summary: RunSummary): string[] {
  return [conclusion(summary), countsLine(summary), verdictsLine(summary)];
}
