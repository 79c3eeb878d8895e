/** What one scenario came to. */
export const OUTCOMES = ["failed", "could-not-run", "passed", "not-applicable"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/**
 * Verdicts on a requirement, from the worst to the best; the verdict on several things is the first of theirs in this order.
 * The long names are for JSON, `word` is how tables write them.
 */
export const VERDICT_ROWS = [
  { name: "fail", word: "FAIL", doc: "a MUST is broken" },
  {
    name: "could-not-run",
    word: "could not run",
    doc: "it could not be judged, because of a missing prerequisite, a crash or the suite itself",
  },
  { name: "unexpected-pass", word: "UNEXPECTED PASS", doc: "a known failure that passes now" },
  { name: "warn", word: "warn", doc: "a SHOULD is broken, a MUST on weaker evidence, or the suite's reading of one" },
  { name: "expected-fail", word: "known failure", doc: "a known failure, as pinned" },
  { name: "info", word: "info", doc: "a MAY or descriptive text is not kept" },
  { name: "pass", word: "pass", doc: "kept" },
  { name: "not-visible", word: "not visible", doc: "the capture does not show it: encrypted, cut, one direction, missing bytes" },
  { name: "not-applicable", word: "n/a", doc: "the capability is not claimed, or the dialect is another" },
] as const;

export type Verdict = (typeof VERDICT_ROWS)[number]["name"];
export const VERDICTS: readonly Verdict[] = VERDICT_ROWS.map(({ name }) => name);

/** Whether something was there to be judged; what could not run is told apart. */
export function isJudged(verdict: Verdict): boolean {
  return verdict !== "not-visible" && verdict !== "not-applicable";
}

/** Of the report that a scenario attaches for the judge. */
export const SCENARIO_MEDIA_TYPE = "application/vnd.reverse-hello.scenario+json";
