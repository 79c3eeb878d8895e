import { compareVerdicts, type Verdict } from "../suite/verdict";
import type { RunSummary } from "./types";
import { seconds, sutName, VERDICT_WORD } from "./words";
import { indentedLine, plural } from "../text";
import { isJudged } from "../vocabulary";

export interface RequirementChange {
  readonly id: string;
  readonly title: string;
  readonly before?: Verdict;
  readonly after?: Verdict;
  readonly scenariosBefore: number;
  readonly scenariosAfter: number;
}

export interface RunDiff {
  /** The verdict got worse. */
  readonly worse: readonly RequirementChange[];
  readonly better: readonly RequirementChange[];
  /** No verdict any more, or by fewer scenarios: a run that judges less looks better than it is. */
  readonly judgedLess: readonly RequirementChange[];
  readonly judgedMore: readonly RequirementChange[];
  readonly scenarios: {
    readonly gone: readonly string[];
    readonly added: readonly string[];
    readonly changed: readonly ScenarioChange[];
  };
}

export interface ScenarioChange {
  readonly id: string;
  readonly before: Verdict;
  readonly after: Verdict;
}

/** Scenarios that did not judge (not applicable, could not run) do not count as judging. */
function judging(run: RunSummary, id: string): Set<string> {
  const judged = run.results.filter(({ outcome }) => outcome === "passed" || outcome === "failed").map((result) => result.id);
  const scenarios = new Set(run.requirements.find((requirement) => requirement.id === id)?.scenarios ?? []);
  return new Set(judged.filter((scenario) => scenarios.has(scenario)));
}

/** What changed from one run to another. Pure. */
export function diffRuns(before: RunSummary, after: RunSummary): RunDiff {
  const ids = new Set([...before.requirements, ...after.requirements].map(({ id }) => id));
  const changes = [...ids].map((id): RequirementChange => {
    const old = before.requirements.find((requirement) => requirement.id === id);
    const now = after.requirements.find((requirement) => requirement.id === id);
    return {
      id,
      title: (now ?? old)?.title ?? "",
      ...(old && { before: old.verdict }),
      ...(now && { after: now.verdict }),
      scenariosBefore: judging(before, id).size,
      scenariosAfter: judging(after, id).size,
    };
  });
  const both = changes.filter((change) => change.before !== undefined && change.after !== undefined);
  const order = (change: RequirementChange): number => compareVerdicts(change.after as Verdict, change.before as Verdict);
  return {
    worse: both.filter((change) => order(change) < 0 && !lostJudgement(change)),
    better: both.filter((change) => order(change) > 0 && !lostJudgement(change)),
    judgedLess: changes.filter((change) => change.scenariosAfter < change.scenariosBefore || lostJudgement(change)),
    judgedMore: changes.filter((change) => change.scenariosAfter > change.scenariosBefore),
    scenarios: scenarioChanges(before, after),
  };
}

/** From a verdict to none: "not applicable" now is no improvement over anything. */
function lostJudgement({ before, after }: RequirementChange): boolean {
  return before !== undefined && isJudged(before) && (after === undefined || !isJudged(after));
}

function scenarioChanges(before: RunSummary, after: RunSummary): RunDiff["scenarios"] {
  const old = new Map(before.results.map((result) => [result.id, result.verdict]));
  const now = new Map(after.results.map((result) => [result.id, result.verdict]));
  return {
    gone: [...old.keys()].filter((id) => !now.has(id)),
    added: [...now.keys()].filter((id) => !old.has(id)),
    changed: [...old].flatMap(([id, verdict]) => {
      const changed = now.get(id);
      return changed === undefined || changed === verdict ? [] : [{ id, before: verdict, after: changed }];
    }),
  };
}

/** Whether somebody should look: worse, or judged less. */
export function isRegression({ worse, judgedLess, scenarios }: RunDiff): boolean {
  return worse.length > 0 || judgedLess.length > 0 || scenarios.gone.length > 0;
}

export function renderDiff(before: RunSummary, after: RunSummary, diff: RunDiff = diffRuns(before, after)): string {
  const say = (run: RunSummary): string =>
    `${sutName(run.sut)}, ${run.startedAt}, ${plural(run.scenarios.total, "scenario")}, ${plural(run.requirements.length, "requirement")}, ${seconds(run.durationMs)}`;
  const lines = [`before  ${say(before)}`, `after   ${say(after)}`];
  const section = (title: string, items: readonly string[]): void => {
    if (items.length > 0) lines.push("", `${title} (${items.length})`, ...items.map((item) => `  ${item}`));
  };
  section("Worse", diff.worse.map(verdictChange));
  section("Judged less", diff.judgedLess.map(coverageChange));
  section("Scenarios gone", diff.scenarios.gone);
  section("Better", diff.better.map(verdictChange));
  section("Judged more", diff.judgedMore.map(coverageChange));
  section("Scenarios added", diff.scenarios.added);
  section(
    "Scenarios with another verdict",
    diff.scenarios.changed.map(({ id, before: old, after: now }) => `${id}  ${VERDICT_WORD[old]} -> ${VERDICT_WORD[now]}`),
  );
  if (lines.length === 2) lines.push("", "No difference.");
  return `${lines.map(indentedLine).join("\n")}\n`;
}

function verdictChange({ id, title, before, after }: RequirementChange): string {
  return `${id}  ${name(before)} -> ${name(after)}  ${title}`;
}

function coverageChange(change: RequirementChange): string {
  return `${change.id}  ${name(change.before)} by ${plural(change.scenariosBefore, "scenario")} -> ${name(change.after)} by ${change.scenariosAfter}  ${change.title}`;
}

function name(verdict: Verdict | undefined): string {
  return verdict === undefined ? "not judged" : VERDICT_WORD[verdict];
}
