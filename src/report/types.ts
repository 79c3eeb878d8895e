import type { Dialect, Role } from "../suite/catalogue";
import type { SutRole } from "../vocabulary";
import type {
  JudgeOptions,
  KnownFailure,
  KnownFailureProblem,
  ProofReport,
  RequirementVerdict,
  ScenarioOutcome,
  ScenarioVerdict,
  Verdict,
} from "../suite/verdict";

export interface ToolFacts {
  readonly name: string;
  readonly version: string;
}

export interface SutFacts {
  readonly name: string;
  readonly version?: string;
  readonly role: SutRole;
  /** SHA-256 of the descriptions (sut.yaml), by role where there are two. */
  readonly descriptions?: readonly { readonly file: string; readonly sha256: string }[];
  /** Delays in ms as the description states them; for figures. */
  readonly stated?: { readonly redial?: number; readonly suspension?: number };
}

/** Where a run took place. */
export interface MachineFacts {
  /** "Linux 6.1.0 x64". */
  readonly platform: string;
  /** "v24.21.0". */
  readonly node: string;
  readonly cores: number;
}

/** How the run was judged; kept so that a merge of shards judges in the same way. */
export interface JudgingFacts {
  readonly dialect: Dialect;
  readonly strict: boolean;
  readonly evidence: NonNullable<JudgeOptions["evidence"]>;
  readonly role?: Role;
  readonly knownFailures: readonly KnownFailure[];
}

/** What a user narrowed the suite down to. */
interface Selected {
  readonly tags?: string;
  readonly name?: string;
  readonly scenarios?: readonly string[];
}

/** What the judge cannot know about a run. */
export interface RunFacts {
  readonly tool: ToolFacts;
  readonly sut: SutFacts;
  readonly judging: JudgingFacts;
  readonly machine?: MachineFacts;
  readonly seed?: string;
  /** Wall clock at the start. */
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly timeScale?: number;
  /** "embedded", or the address of a real Toxiproxy. */
  readonly proxy?: string;
  /** "2/3" when this run was one shard of several. */
  readonly shard?: string;
  /** What the user narrowed the run down to; absent for the whole suite. */
  readonly selection?: Selected;
  /** What `test --prove` came to. */
  readonly proof?: ProofReport;
}

/** Scenarios by verdict: each is counted once, so that the counts add up to the total. */
export interface ScenarioCounts {
  readonly total: number;
  readonly passed: number;
  /** Failures only: a MUST is broken, or a known failure is none any more. */
  readonly failed: number;
  /** Failures that sut.yaml lists as known. */
  readonly known: number;
  /** A warning or an information at most. */
  readonly warned: number;
  readonly couldNotRun: number;
  /** A capability that is not claimed, or another dialect. */
  readonly notApplicable: number;
  /** Of a capture: sides of connections of which nothing could be judged. */
  readonly notVisible?: number;
}

/** One scenario in summary.json: what it came to, and its verdict. */
export interface ScenarioResult extends ScenarioOutcome {
  readonly verdict: Verdict;
  readonly requirementVerdicts: ScenarioVerdict["requirements"];
}

/** summary.json (schemas/summary.schema.json): everything that reports are made of. */
export interface RunSummary extends Omit<RunFacts, "startedAt"> {
  readonly schemaVersion: 1;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly exitCode: 0 | 1 | 3;
  readonly scenarios: ScenarioCounts;
  readonly requirements: readonly RequirementVerdict[];
  readonly results: readonly ScenarioResult[];
  readonly knownFailureProblems: readonly KnownFailureProblem[];
  readonly runErrors: readonly string[];
}

/** A report cannot be read or written: one sentence; exit code 2 for a report that is not one, 3 for a folder that cannot be written. */
export class ReportError extends Error {
  override readonly name = "ReportError";
  constructor(
    readonly code: "REPORT_UNREADABLE" | "REPORT_UNWRITABLE" | "REPORT_LOST",
    message: string,
  ) {
    super(message);
  }

  get exitCode(): 2 | 3 | 4 {
    return this.code === "REPORT_UNREADABLE" ? 2 : this.code === "REPORT_UNWRITABLE" ? 3 : 4;
  }
}
