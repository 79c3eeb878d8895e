import { plural } from "../text";
import type { Verdict } from "../suite/verdict";
import type { RunSummary, SutFacts } from "./types";

/** How verdicts are written in tables; the long names stay in JSON. */
export const VERDICT_WORD: Readonly<Record<Verdict, string>> = {
  pass: "pass",
  fail: "FAIL",
  warn: "warn",
  info: "info",
  "not-applicable": "n/a",
  "could-not-run": "could not run",
  "expected-fail": "known failure",
  "unexpected-pass": "UNEXPECTED PASS",
};

/** Nothing to tell of. */
export function isClean(verdict: Verdict): boolean {
  return verdict === "pass" || verdict === "not-applicable";
}

/** A warning at most: seen, and no failure. */
export function isMild(verdict: Verdict): boolean {
  return verdict === "warn" || verdict === "info";
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}

export function sutName({ name, version }: SutFacts): string {
  return version === undefined || name.includes(version) ? name : `${name} ${version}`;
}

/** "41 scenarios: 39 passed, 1 failed, 1 could not run, 0 not applicable" */
export function countsLine({ scenarios, results }: RunSummary): string {
  const { total, passed, failed, couldNotRun, skipped, expectedFailures } = scenarios;
  const light = results.filter(({ outcome, verdict }) => outcome === "failed" && isMild(verdict)).length;
  const kinds = [
    ...(expectedFailures > 0 ? [`${expectedFailures} of them known`] : []),
    ...(light > 0 ? [`${light} of them a warning at most`] : []),
  ];
  const known = kinds.length > 0 ? ` (${kinds.join(", ")})` : "";
  return `${plural(total, "scenario")}: ${passed} passed, ${failed} failed${known}, ${couldNotRun} could not run, ${skipped} not applicable`;
}

/** "81 requirements: 70 pass, 1 FAIL, …", in the order of severity, without zeros. */
export function verdictsLine({ requirements }: RunSummary): string {
  const order: Verdict[] = ["fail", "unexpected-pass", "could-not-run", "warn", "expected-fail", "info", "not-applicable", "pass"];
  const parts = order.flatMap((verdict) => {
    const count = requirements.filter((requirement) => requirement.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${VERDICT_WORD[verdict]}`];
  });
  return `${plural(requirements.length, "requirement")} judged: ${parts.length > 0 ? parts.join(", ") : "none"}`;
}

/** What the exit code means, as a sentence. */
export function conclusion(summary: RunSummary): string {
  switch (summary.exitCode) {
    case 0:
      return hasFindings(summary)
        ? "Good: no failure that is not known (see above for those and for warnings), and everything that was selected was judged."
        : "Good: no finding, and everything that was selected was judged.";
    case 1:
      return "Findings: see above.";
    case 3:
      return "Could not run: not everything that was selected could be judged, so this is not a pass.";
  }
}

function hasFindings({ requirements }: RunSummary): boolean {
  return requirements.some(({ verdict }) => !isClean(verdict));
}
