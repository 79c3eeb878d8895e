import { TestStepResultStatus as Status, type TestStepResult } from "@cucumber/messages";
import type { ScenarioInfo } from "../catalogue";
import { mergeReports } from "./scenario-report";
import type { Outcome, ScenarioOutcome, ScenarioReport, StepFailure } from "./types";

/** One step or hook that Cucumber finished, in order. */
export interface StepRecord {
  readonly text: string;
  readonly type: StepFailure["keywordType"];
  readonly result: TestStepResult;
}

export interface Attempt {
  readonly reports: ScenarioReport[];
  readonly startedMs: number;
  readonly endedMs?: number;
  /** Number of the attempt, from 0. */
  readonly retried: number;
}

/** These are never the SUT's doing: a defect of the harness must not accuse anybody. */
const HARNESS_DEFECTS = new Set(["TypeError", "ReferenceError", "SyntaxError", "RangeError"]);

/** The one place that decides what a scenario came to. */
export function settle(scenario: ScenarioInfo, steps: readonly StepRecord[], attempt: Attempt): ScenarioOutcome {
  const { id: _id, notApplicable, couldNotRun, slept, ...observations } = mergeReports(attempt.reports);
  const failed = steps.find(({ result }) => result.status !== Status.PASSED && result.status !== Status.SKIPPED);
  const decision = decide(steps, failed, {
    ...observations,
    ...(notApplicable && { notApplicable }),
    ...(couldNotRun && { couldNotRun }),
  });
  const failure = decision.failure ?? (failed && describeFailure(failed));
  return {
    id: scenario.id,
    title: scenario.title,
    feature: scenario.feature,
    uri: scenario.uri,
    line: scenario.line,
    ...(scenario.roles[0] !== undefined && { role: scenario.roles[0] }),
    requirements: scenario.requirements,
    capabilities: scenario.capabilities,
    ...(scenario.dialect !== undefined && { dialect: scenario.dialect }),
    tags: scenario.tags,
    outcome: decision.outcome,
    ...(decision.reason !== undefined && { reason: decision.reason }),
    ...(slept === true && { slept }),
    ...(failure !== undefined && decision.outcome !== "passed" && { failure }),
    durationMs: Math.max(0, Math.round((attempt.endedMs ?? attempt.startedMs) - attempt.startedMs)),
    ...(attempt.retried > 0 && { retried: attempt.retried }),
    observations,
  };
}

interface Decision {
  readonly outcome: Outcome;
  readonly reason?: string;
  readonly failure?: StepFailure;
}

function decide(steps: readonly StepRecord[], failed: StepRecord | undefined, report: ScenarioReport): Decision {
  if (report.couldNotRun !== undefined) return { outcome: "could-not-run", reason: report.couldNotRun };
  // Before the failed step: a SUT that nobody can restart makes a step fail that asks for it.
  if (report.notApplicable !== undefined) return { outcome: "not-applicable", reason: report.notApplicable };
  const skipped = steps.find(({ result }) => result.status === Status.SKIPPED);
  // What the record shows besides, at which the After hook fails, is told in words of its own.
  const isRecordAlone = failed?.type === "Hook" && failed.text === "After" && (report.findings ?? []).length > 0;
  if (skipped && report.remark !== undefined && (!failed || isRecordAlone)) return decideRemark(skipped, report.remark);
  if (failed) return decideFailure(failed, report);
  if (skipped) return { outcome: "could-not-run", reason: `skipped without a reason at "${skipped.text}"` };
  if (!steps.some(({ type }) => type !== "Hook")) return { outcome: "could-not-run", reason: "the scenario has no step that ran" };
  if (report.survived === false) return { outcome: "failed", failure: checkerFailure("the SUT did not survive") };
  const findings = report.findings ?? [];
  if (findings.length === 0) return { outcome: "passed" };
  return {
    outcome: "failed",
    failure: checkerFailure(
      findings.map(({ requirement, expected, actual }) => `${requirement}: expected ${expected}; got ${actual}`).join("\n"),
    ),
  };
}

function decideFailure(failed: StepRecord, report: ScenarioReport): Decision {
  const { text, type, result } = failed;
  const message = describeFailure(failed).message;
  if (result.status === Status.UNDEFINED) return { outcome: "could-not-run", reason: `the step "${text}" is not defined` };
  if (result.status === Status.AMBIGUOUS) return { outcome: "could-not-run", reason: `the step "${text}" has several definitions` };
  if (result.status === Status.PENDING) return { outcome: "could-not-run", reason: `the step "${text}" is pending` };
  if (HARNESS_DEFECTS.has(result.exception?.type ?? "")) {
    return { outcome: "could-not-run", reason: `the harness failed at "${text}": ${result.exception?.type}: ${message}` };
  }
  if (report.survived === false) return { outcome: "failed" };
  // Only an outcome judges the SUT; what fails before it is set-up.
  if (type === "Outcome" || type === "Unknown") return { outcome: "failed" };
  // A hook that fails after the steps did their work: what was observed of the SUT counts, anything else is trouble of the harness.
  if (type === "Hook" && text === "After") {
    if (report.observed !== undefined) return { outcome: "failed" };
    if ((report.findings ?? []).length > 0) return { outcome: "failed", failure: checkerFailure(message) };
  }
  return {
    outcome: "could-not-run",
    reason: type === "Hook" ? `the ${text} hook failed: ${message}` : `prerequisite "${text}": ${message}`,
  };
}

/** Only an outcome judges, here too. */
function decideRemark({ text, type }: StepRecord, message: string): Decision {
  if (type !== "Outcome" && type !== "Unknown") return { outcome: "could-not-run", reason: `prerequisite "${text}": ${message}` };
  return { outcome: "failed", failure: { step: text, keywordType: type, message } };
}

function describeFailure({ text, type, result }: StepRecord): StepFailure {
  const whole = result.exception?.message ?? result.message ?? result.status.toLowerCase();
  const message = whole
    .split("\n")
    .filter((line) => !/^\s+at /.test(line))
    .join("\n")
    .trim()
    .replace(/^[A-Za-z]*Error: /, "");
  const stack = result.exception?.stackTrace ?? (whole.includes("\n    at ") ? whole : undefined);
  return { step: text, keywordType: type, message, ...(stack !== undefined && { stack }) };
}

function checkerFailure(message: string): StepFailure {
  return { step: "checkers", keywordType: "Checker", message };
}
