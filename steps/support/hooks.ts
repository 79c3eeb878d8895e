import { After, AfterAll, AfterStep, Before, BeforeStep, setDefaultTimeout, Status } from "@cucumber/cucumber";
import type { ITestCaseHookParameter, ITestStepHookParameter } from "@cucumber/cucumber";
import { PickleStepType } from "@cucumber/messages";
import { READING_TAG, readTags, scenarioId } from "../../src/suite/catalogue";
import { checkRecord, ownDefect } from "../../src/suite/checkers";
import { TooSlowError } from "../../src/suite/expect";
import { checkAll, figuresOf } from "./record";
import { inapplicable } from "./applicable";
// Not the whole folder: that loads the runner, which the workers do not need.
import { RUN_STOPPED, type WorkerControl } from "../../src/suite/run/control";
import { describeEvent, type Trace } from "../../src/trace";
import { dropEvidence, writeEvidence } from "./evidence";
import { loadLibrary } from "../../src/suite/library";
import { Awake } from "../../src/suite/scenario";
import { sendLibraryLogTo } from "./library-log";
import { SCENARIO_MEDIA_TYPE, type WorldParameters } from "./parameters";
import { WorkerResources } from "./resources";
import { deathOf, judgement, type Judgement } from "./judgement";
import { relayFor, withMutant, withProof } from "./mutant";
import { setupFor } from "./setup";
import "./reading";
import type { ReverseHelloWorld } from "./world";

/** Cucumber loads this file once per worker; what scenarios share lives as long as that. */
const resources = new WorkerResources();
/** What the failed step of a scenario threw: Cucumber tells an After hook only of the last step, which was skipped then. */
const failures = new WeakMap<ReverseHelloWorld, unknown>();
/** Where in its trace a scenario acted last: what came since then is what a failed step is about. */
const acts = new WeakMap<ReverseHelloWorld, { readonly at: number; readonly type: PickleStepType }>();

/** Whether this process ran all the while. */
const watches = new WeakMap<ReverseHelloWorld, Awake>();

// Steps have deadlines of their own that say what was awaited, of two minutes and more for a client that states no limit for the
// first message; this one only ends a step that has none.
setDefaultTimeout(600_000);

Before(async function (this: ReverseHelloWorld, { gherkinDocument, pickle }: ITestCaseHookParameter) {
  const tags = pickle.tags.map((tag) => tag.name);
  const facts = readTags(tags);
  const id = scenarioId(gherkinDocument, pickle);
  const role = facts.roles[0];
  const control = resources.control(this.parameters);
  if (control.signal.aborted) {
    this.attach(JSON.stringify({ id, couldNotRun: RUN_STOPPED }), SCENARIO_MEDIA_TYPE);
    return "skipped";
  }
  const parameters = withProof(withMutant(this.parameters, role, tags), tags);
  const sut = role && (await resources.sut(role, parameters, facts.capabilities));
  const reason = inapplicable(facts, sut, resources.links(parameters), parameters);
  if (reason !== undefined || !role || !sut) {
    this.notApplicable = reason ?? "no role tag";
    this.attach(JSON.stringify({ id, notApplicable: this.notApplicable }), SCENARIO_MEDIA_TYPE);
    return "skipped";
  }
  const relay = relayFor(parameters, tags);
  this.isReading = tags.includes(READING_TAG);
  loadLibrary();
  const setup = await setupFor({ id, judges: facts.requirements, role, sut, parameters, resources, ...(relay ? { relay } : {}) });
  await dropEvidence(setup);
  this.open(setup);
  if (parameters.notes) report(id, this.stage.context.trace, control);
  sendLibraryLogTo(this.stage.context.trace);
  watches.set(this, new Awake());
  return undefined;
});

/** `--log-level debug`: what happens in the scenario, as it happens. */
function report(id: string, trace: Trace, control: WorkerControl): void {
  control.note({ kind: "log", level: "debug", text: `${id} begins` });
  trace.subscribe((event) => control.note({ kind: "log", level: "debug", text: `${id} ${describeEvent(event)}` }));
}

BeforeStep(function (this: ReverseHelloWorld, { pickleStep }) {
  if (!this.started) return;
  const { trace } = this.stage.context;
  const { type = PickleStepType.UNKNOWN, text } = pickleStep;
  const before = acts.get(this);
  const acted = type === PickleStepType.OUTCOME && before?.type === PickleStepType.ACTION ? before.at : trace.position;
  if (type !== before?.type) acts.set(this, { at: acted, type });
  trace.add({ kind: "step", text });
});

AfterStep(function (this: ReverseHelloWorld, { error }: ITestStepHookParameter & { error?: unknown }) {
  if (error !== undefined) failures.set(this, error);
});

After(async function (this: ReverseHelloWorld, { gherkinDocument, pickle, result }: ITestCaseHookParameter) {
  if (!this.started) return;
  const id = scenarioId(gherkinDocument, pickle);
  const stopped = resources.control(this.parameters).signal.aborted && result?.status !== Status.PASSED;
  const isPassed = result?.status === Status.PASSED;
  const error = failures.get(this);
  const slept = watches.get(this)?.slept(isPassed) ?? (error instanceof TooSlowError ? error.message : undefined);
  if (!isPassed && !stopped) await this.stage.context.settleDeath();
  await this.stage.lab.account();
  const failure = isPassed ? await unproven(this) : (error ?? this.remark);
  const verdict: Judgement = stopped ? { couldNotRun: RUN_STOPPED } : judgement(this, failure, acts.get(this)?.at);
  const remark = this.remark instanceof Error ? { remark: this.remark.message } : {};
  const { context } = this.stage;
  const until = context.trace.now();
  await context.close();
  const [death] = deathOf(this, acts.get(this)?.at);
  const findings = [...(death ? [death] : []), ...context.findings, ...checkAll(this, until)];
  const [own] = checkRecord(context.ourViews(), { ours: true });
  const unjudged = slept ?? (own && ownDefect(own));
  if (unjudged !== undefined && !stopped) {
    // What stands on a wrong word of ours, or on what we have slept through, accuses nobody.
    this.attach(JSON.stringify({ id, couldNotRun: unjudged, slept: slept !== undefined }), SCENARIO_MEDIA_TYPE);
    await writeEvidence(context, { id, title: pickle.name, passed: false, of: this.parameters.evidenceOf ?? "whole" });
    return;
  }
  const passed = findings.length === 0 && isPassed;
  await writeEvidence(this.stage.context, { id, title: pickle.name, passed, of: this.parameters.evidenceOf ?? "whole" });
  const observations = { ...(death ? { died: death.actual } : {}), findings, figures: figuresOf(context, until) };
  const { recovery } = this.stage.lab;
  this.attach(JSON.stringify({ id, ...verdict, ...remark, ...observations, recovery }), SCENARIO_MEDIA_TYPE);
  if (stopped) return;
  const first = findings.find(({ reading }) => !reading);
  if (first) throw new Error(`${first.requirement}: expected ${first.expected}; got ${first.actual}`);
});

/** What a scenario that passed still lacks: the control of what it saw not to happen. */
async function unproven(world: ReverseHelloWorld): Promise<unknown> {
  try {
    await world.stage.proveAll();
    return undefined;
  } catch (error) {
    return error;
  }
}

AfterAll(async function () {
  await resources.stop();
});

export type { WorldParameters };
