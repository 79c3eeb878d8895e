import type { Dialect, Finding, KnownFailure, Outcome, Role, ScenarioFigures, Verdict } from "../../vocabulary";
import type { Evidence, Level } from "../catalogue";

export { SCENARIO_MEDIA_TYPE } from "../../vocabulary";
export type { Finding, KnownFailure, Outcome, Verdict };

/** How long it took after a fault of the network until all was well again; times in ms from the last change of the fault. */
export interface Recovery {
  /** In words, as the scenario says it. */
  readonly fault: string;
  /** Until the server had a connection waiting that carried a session; 0: it waited already. For servers. */
  readonly waitingMs?: number;
  /** Until a value was read over a session. */
  readonly valueMs: number;
  /** What the stated timing allows. */
  readonly allowedMs: number;
}

/** What the World says about its scenario, as a JSON attachment of media type SCENARIO_MEDIA_TYPE. Several are merged. */
export interface ScenarioReport {
  readonly id?: string;
  /** Reason: a capability that is not claimed, another dialect. */
  readonly notApplicable?: string;
  /** Reason: prerequisite, SUT that does not start, harness. */
  readonly couldNotRun?: string;
  /** The reason is that this process itself did not run. */
  readonly slept?: boolean;
  /** Short stable text of the finding: "ERR BadTcpServerTooBusy then FIN". */
  readonly observed?: string;
  /** False: the SUT no longer answered a well-behaved peer at the end. */
  readonly survived?: boolean;
  /** It crashed or ended by itself: how, and its last words. */
  readonly died?: string;
  /** What the suite sent on the connection that the failed step is about, in words. */
  readonly sent?: string;
  /** The first time that the SUT said no since the scenario's last act: an Error, a ServiceFault. */
  readonly refusal?: string;
  /** The SUT's own first lines since then. */
  readonly log?: readonly string[];
  /** What a step found by a reading of ours; Cucumber takes the rest of the scenario for skipped. */
  readonly remark?: string;
  /** Of the checkers that are always on: each fails its requirement, and only that. */
  readonly findings?: readonly Finding[];
  /** Requirements that what is judged, a capture, does not show, and why. */
  readonly hidden?: readonly { readonly requirement: string; readonly why: string }[];
  readonly recovery?: Recovery;
  /** What was measured beside the verdict. */
  readonly figures?: ScenarioFigures;
  /** A failed step speaks about these requirements only, not about all that the scenario is tagged with. */
  readonly blames?: readonly string[];
}

export interface StepFailure {
  /** Text of the step; "Before" or "After" for a hook; "checkers" when only findings failed the scenario. */
  readonly step: string;
  readonly keywordType: "Context" | "Action" | "Outcome" | "Unknown" | "Hook" | "Checker";
  /** First line: what was expected, what came. No stack trace. */
  readonly message: string;
  /** Stack trace, for those who ask for it. */
  readonly stack?: string;
}

export interface ScenarioOutcome {
  readonly id: string;
  readonly title: string;
  readonly feature: string;
  readonly uri: string;
  readonly line: number;
  /** Role of the SUT; absent when the scenario has no role tag. */
  readonly role?: Role;
  readonly requirements: readonly string[];
  readonly capabilities: readonly string[];
  readonly dialect?: Dialect;
  readonly tags: readonly string[];
  readonly outcome: Outcome;
  /** Why it is not applicable or could not run. */
  readonly reason?: string;
  /** It could not run because this process itself did not run: nothing speaks against another try. */
  readonly slept?: boolean;
  readonly failure?: StepFailure;
  readonly durationMs: number;
  /** Attempts before the one that counts; absent when the first counted. */
  readonly retried?: number;
  readonly observations: Omit<ScenarioReport, "id" | "notApplicable" | "couldNotRun" | "slept">;
}

export interface JudgeOptions {
  /** SHOULD counts as MUST. */
  readonly strict?: boolean;
  /** Findings on weaker evidence are warnings. Default "B": none is weaker. The readme was read whole and is never weak. */
  readonly evidence?: Exclude<Evidence, "readme" | "own">;
  /** Default "netstandard". */
  readonly dialect?: Dialect;
  readonly knownFailures?: readonly KnownFailure[];
  /** Judges the requirements of this role only. */
  readonly role?: Role;
  /**
   * All scenarios of the suite that the run's network is for. With it, a run of a part judges no known failure as stale: any scenario
   * of the role may show one. Without it the outcomes are taken as the whole suite.
   */
  readonly suite?: readonly { readonly id: string; readonly roles: readonly Role[]; readonly tags: readonly string[] }[];
}

/** One scenario's say on one requirement. */
export interface Evidencing {
  readonly scenario: string;
  readonly role?: Role;
  readonly verdict: Verdict;
  /** What the suite sent, in words. */
  readonly sent?: string;
  /** The first time that the SUT said no: an Error, a ServiceFault. */
  readonly refusal?: string;
  /** The SUT's own lines in that time. */
  readonly log?: readonly string[];
  readonly expected?: string;
  readonly observed?: string;
  /** Whole text of the failure, or the reason. */
  readonly message?: string;
  readonly step?: string;
  readonly survived?: false;
  /** Reason of the known failure that covers it. */
  readonly known?: string;
}

export interface RequirementVerdict {
  readonly id: string;
  readonly title: string;
  readonly level: Level;
  readonly evidence: Evidence;
  readonly clause: string;
  readonly verdict: Verdict;
  /** By role of the SUT, when scenarios of that role spoke. */
  readonly roles: Readonly<Partial<Record<Role, Verdict>>>;
  /** Ids of the scenarios that spoke. */
  readonly scenarios: readonly string[];
  /** Everything but passes, the worst first. */
  readonly findings: readonly Evidencing[];
}

export interface ScenarioVerdict {
  readonly id: string;
  readonly verdict: Verdict;
  readonly requirements: readonly { readonly id: string; readonly verdict: Verdict }[];
}

/** An entry of knownFailures that is wrong: it passes now, matches nothing, or names nothing. */
export interface KnownFailureProblem {
  readonly entry: KnownFailure;
  readonly problem: "passes" | "other-observation" | "not-applicable" | "unknown-requirement" | "matches-nothing";
  /** One sentence. */
  readonly message: string;
}

export interface Judgement {
  /** In the order of the catalogue; only requirements about which a scenario spoke. */
  readonly requirements: readonly RequirementVerdict[];
  readonly scenarios: readonly ScenarioVerdict[];
  readonly knownFailureProblems: readonly KnownFailureProblem[];
  /** What kept the run as a whole from being judged: hooks of the run, files that do not parse, nothing selected. */
  readonly runErrors: readonly string[];
  /** 0 good; 1 findings; 3 could not run, or nothing selected. */
  readonly exitCode: 0 | 1 | 3;
}

/** What became of one pass under `test --prove`. */
export interface ProofResult {
  readonly requirement: string;
  readonly role: Role;
  /** `proven`: it failed under its change. `excused`: no change on the wire can break it. */
  readonly verdict: "proven" | "unproven" | "excused";
  /** The change in words, or the reason. */
  readonly what: string;
  /** Unproven because no trial of it could run: why not. */
  readonly untried?: string;
  /** Other requirements that failed too under the change: a Given is missing somewhere. */
  readonly alsoFailed: readonly string[];
}

export interface ProofReport {
  readonly results: readonly ProofResult[];
  /** Scenarios that were no pass any more though nothing was broken, with the change. */
  readonly disturbed: readonly string[];
}
