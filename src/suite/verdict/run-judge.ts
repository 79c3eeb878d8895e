import { TestStepResultStatus as Status } from "@cucumber/messages";
import type { Envelope, GherkinDocument, Hook, Pickle, TestCase, TestCaseStarted, TestStepFinished } from "@cucumber/messages";
import { describeScenario } from "../catalogue";
import { settle, type Attempt, type StepRecord } from "./settle";
import { readScenarioReport } from "./scenario-report";
import type { ScenarioOutcome } from "./types";

interface OpenAttempt {
  readonly started: TestCaseStarted;
  readonly steps: TestStepFinished[];
  readonly attempt: Attempt;
}

/**
 * Turns Cucumber's messages into outcomes, one for each scenario that was selected. Hand every envelope of `runCucumber(…, onMessage)`
 * to `onMessage`, in order; then read `outcomes()` and `errors`. Cucumber's own success flag is not used: it takes skipped
 * scenarios and an empty selection for success.
 */
export class RunJudge {
  /** What concerns the run as a whole: hooks of the run that failed, files that do not parse. */
  readonly errors: string[] = [];
  private readonly documents = new Map<string, GherkinDocument>();
  private readonly pickles = new Map<string, Pickle>();
  private readonly hooks = new Map<string, Hook>();
  private readonly cases = new Map<string, TestCase>();
  private readonly open = new Map<string, OpenAttempt>();
  private readonly done = new Map<string, ScenarioOutcome>();
  private readonly listeners: ((outcome: ScenarioOutcome) => void)[] = [];

  /** Called with each outcome as soon as it is certain (for progress). */
  onOutcome(listener: (outcome: ScenarioOutcome) => void): void {
    this.listeners.push(listener);
  }

  /** Bound, so that it can be handed over as it is. */
  readonly onMessage = (envelope: Envelope): void => {
    if (envelope.gherkinDocument) this.documents.set(envelope.gherkinDocument.uri ?? "", envelope.gherkinDocument);
    if (envelope.pickle) this.pickles.set(envelope.pickle.id, envelope.pickle);
    if (envelope.hook) this.hooks.set(envelope.hook.id, envelope.hook);
    if (envelope.testCase) this.cases.set(envelope.testCase.id, envelope.testCase);
    if (envelope.testCaseStarted) this.start(envelope.testCaseStarted);
    if (envelope.testStepFinished)
      this.open.get(envelope.testStepFinished.testCaseStartedId)?.steps.push(envelope.testStepFinished);
    if (envelope.attachment) this.attach(envelope);
    if (envelope.testCaseFinished) this.finish(envelope.testCaseFinished.testCaseStartedId, envelope);
    if (envelope.parseError)
      this.errors.push(`${envelope.parseError.source.uri ?? "a feature"}: ${firstLine(envelope.parseError.message)}`);
    if (envelope.undefinedParameterType) this.errors.push(`undefined parameter type ${envelope.undefinedParameterType.name}`);
    if (envelope.testRunHookFinished) this.runHook(envelope);
    const exception = envelope.testRunFinished?.exception;
    if (exception) this.errors.push(`the run ended early: ${firstLine(exception.message ?? exception.type)}`);
  };

  /** One outcome for every selected scenario; those that never began or never ended could not run. */
  outcomes(): ScenarioOutcome[] {
    const missing = [...this.cases.values()]
      .filter(({ id }) => !this.done.has(id))
      .map((testCase) => this.unfinished(testCase))
      .filter((outcome) => outcome !== undefined);
    return [...this.done.values(), ...missing].sort((a, b) => a.id.localeCompare(b.id, "en", { numeric: true }));
  }

  private start(started: TestCaseStarted): void {
    const attempt: Attempt = { reports: [], startedMs: toMs(started.timestamp), retried: started.attempt };
    this.open.set(started.id, { started, steps: [], attempt });
  }

  private attach({ attachment }: Envelope): void {
    const report = attachment && readScenarioReport(attachment);
    if (report) this.open.get(attachment.testCaseStartedId ?? "")?.attempt.reports.push(report);
  }

  private finish(startedId: string, { testCaseFinished }: Envelope): void {
    const open = this.open.get(startedId);
    this.open.delete(startedId);
    if (!open || testCaseFinished === undefined || testCaseFinished.willBeRetried) return;
    const testCase = this.cases.get(open.started.testCaseId);
    const outcome = testCase && this.settle(testCase, open, toMs(testCaseFinished.timestamp));
    if (!outcome) return;
    this.done.set(open.started.testCaseId, outcome);
    for (const listener of this.listeners) listener(outcome);
  }

  private settle(testCase: TestCase, open: OpenAttempt, endMs: number): ScenarioOutcome | undefined {
    const pickle = this.pickles.get(testCase.pickleId);
    const document = pickle && this.documents.get(pickle.uri);
    if (!pickle || !document) return undefined;
    return settle(describeScenario(document, pickle), this.steps(testCase, pickle, open.steps), {
      ...open.attempt,
      endedMs: endMs,
    });
  }

  private steps(testCase: TestCase, pickle: Pickle, finished: readonly TestStepFinished[]): StepRecord[] {
    return finished.map(({ testStepId, testStepResult: result }) => {
      const step = testCase.testSteps.find(({ id }) => id === testStepId);
      const pickleStep = pickle.steps.find(({ id }) => id === step?.pickleStepId);
      const hook = step?.hookId === undefined ? undefined : this.hooks.get(step.hookId);
      return {
        text: pickleStep?.text ?? (hook?.type?.startsWith("AFTER") === true ? "After" : "Before"),
        type: pickleStep ? (pickleStep.type ?? "Unknown") : "Hook",
        result,
      };
    });
  }

  private runHook({ testRunHookFinished }: Envelope): void {
    const result = testRunHookFinished?.result;
    if (result && result.status !== Status.PASSED && result.status !== Status.SKIPPED) {
      this.errors.push(`a hook of the run failed: ${firstLine(result.exception?.message ?? result.message ?? result.status)}`);
    }
  }

  private unfinished(testCase: TestCase): ScenarioOutcome | undefined {
    const open = [...this.open.values()].find(({ started }) => started.testCaseId === testCase.id);
    const reason = open ? "the run ended before the scenario did" : "the run ended before the scenario began";
    const attempt: Attempt = { startedMs: 0, retried: 0, reports: [{ couldNotRun: reason }] };
    return this.settle(
      testCase,
      { started: { id: "", attempt: 0, testCaseId: testCase.id, timestamp: { seconds: 0, nanos: 0 } }, steps: [], attempt },
      0,
    );
  }
}

function toMs({ seconds, nanos }: { seconds: number; nanos: number }): number {
  return seconds * 1000 + nanos / 1e6;
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? text;
}
