import { NotApplicableError } from "../../src/suite/attach";
import { accountOf, ConformanceError, isJudgement, subjectOf, SurvivalError } from "../../src/suite/expect";
import { statusName } from "../../src/protocol";
import { DeadlineError, UnexpectedEventError, type TraceEvent } from "../../src/trace";
import type { Finding } from "../../src/vocabulary";
import type { ReverseHelloWorld } from "./world";

/** What the After hook says about a scenario besides its findings. */
export interface Judgement {
  readonly couldNotRun?: string;
  /** The SUT, which outlives scenarios, cannot be brought to what this one needs. */
  readonly notApplicable?: string;
  readonly observed?: string;
  /** False: it ended, or no longer served a well-behaved peer. */
  readonly survived?: false;
  /** What we sent, what the SUT refused meanwhile, and its own lines. */
  readonly sent?: string;
  readonly refusal?: string;
  readonly log?: readonly string[];
  /** What the steps came to is not the requirement's doing, but what these findings tell. */
  readonly blames?: readonly string[];
}

/** The requirement that a product runs until it is told to end. */
const ALIVE = "RH-01";

/** That the SUT ended by itself or crashed, by now: a finding of its own. */
export function deathOf({ stage }: ReverseHelloWorld, actedAt = 0): Finding[] {
  const { death, trace, setup } = stage.context;
  const actual = death ?? stage.context.crash();
  if (actual === undefined) return [];
  const { sent } = accountOf(trace, setup.role, actedAt);
  return [
    { requirement: ALIVE, expected: "the product to run until it is told to end", actual, ...(sent === undefined ? {} : { sent }) },
  ];
}

/**
 * Reads the outcome of the steps by what was thrown, if anything: a judgement is a finding; anything else, such as a state that was not reached, a SUT
 * that does not start or a defect of the suite, accuses nobody. A fault that never struck proves nothing either way. `actedAt`: where in
 * the trace the scenario acted last.
 */
export function judgement(world: ReverseHelloWorld, error: unknown, actedAt = 0): Judgement {
  if (error instanceof NotApplicableError) return { notApplicable: error.message };
  // What steps saw, or did not see, tells nothing of a SUT that was no more.
  if (world.stage.context.death !== undefined) return { survived: false, blames: [ALIVE] };
  if (error !== undefined && !isJudgement(error)) return { couldNotRun: textOf(error) };
  const failure = world.stage.lab.failure ?? world.stage.network.failure;
  if (failure !== undefined) return { couldNotRun: textOf(failure) };
  const [fault] = [...world.stage.network.neverStruck(), ...world.stage.lab.neverStruck()];
  if (fault !== undefined)
    return { couldNotRun: `${fault} never took effect: the message or event that it waits for did not come` };
  const observed = observation(error);
  const { trace, setup } = world.stage.context;
  return {
    ...(error === undefined ? {} : accountOf(trace, setup.role, actedAt, subjectOf(error))),
    ...(observed ? { observed } : {}),
    ...(error instanceof SurvivalError ? { survived: false } : {}),
  };
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "code" in error || error.name === "Error" ? error.message : `the suite itself failed: ${error.name}: ${error.message}`;
}

/** Stable from run to run but for its figures: known failures are pinned to it. */
function observation(error: unknown): string | undefined {
  if (error instanceof ConformanceError) return error.observed;
  if (error instanceof UnexpectedEventError) return `${error.what}${cameAs(error.event)}`;
  if (error instanceof DeadlineError) return `waited in vain for ${error.what}`;
  return undefined;
}

function cameAs(event: TraceEvent): string {
  if (event.kind === "message") {
    const { message } = event;
    return `: ${message.type === "ERR" ? `ERR ${statusName(message.code)}` : message.type}`;
  }
  return event.kind === "connection" && event.how ? `: ${event.phase} by ${event.how.toUpperCase()}` : "";
}
