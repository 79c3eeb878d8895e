import type { Dialect, Role } from "../suite/catalogue";
import type {
  JudgeOptions,
  KnownFailure,
  KnownFailureProblem,
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
  readonly role: Role | "both";
}

/** How the run was judged; kept so that a merge of shards judges in the same way. */
export interface JudgingFacts {
  readonly dialect: Dialect;
  readonly strict: boolean;
  readonly evidence: NonNullable<JudgeOptions["evidence"]>;
  readonly role?: Role;
  readonly knownFailures: readonly KnownFailure[];
}

/** What the judge cannot know about a run. */
export interface RunFacts {
  readonly tool: ToolFacts;
  readonly sut: SutFacts;
  readonly judging: JudgingFacts;
  /** Wall clock at the start. */
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly timeScale?: number;
  /** "embedded", or the address of a real Toxiproxy. */
  readonly proxy?: string;
  /** "2/3" when this run was one shard of several. */
  readonly shard?: string;
  /** What the user narrowed the run down to; absent for the whole suite. */
  readonly selection?: { readonly tags?: string; readonly name?: string };
}

export interface ScenarioCounts {
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
  /** Not applicable: a capability that is not claimed, or another dialect. */
  readonly skipped: number;
  readonly couldNotRun: number;
  /** Those of the failed that known failures excuse. */
  readonly expectedFailures: number;
}

/** One scenario in summary.json: what it came to, and its verdict. */
export interface ScenarioResult extends ScenarioOutcome {
  readonly verdict: Verdict;
  readonly requirementVerdicts: ScenarioVerdict["requirements"];
}

/** summary.json (schemas/summary.schema.json): everything that reports are made of. */
export interface RunSummary {
  readonly schemaVersion: 1;
  readonly tool: ToolFacts;
  readonly sut: SutFacts;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly exitCode: 0 | 1 | 3;
  readonly scenarios: ScenarioCounts;
  readonly requirements: readonly RequirementVerdict[];
  readonly results: readonly ScenarioResult[];
  readonly judging: JudgingFacts;
  readonly knownFailureProblems: readonly KnownFailureProblem[];
  readonly runErrors: readonly string[];
  readonly timeScale?: number;
  readonly proxy?: string;
  readonly shard?: string;
  readonly selection?: { readonly tags?: string; readonly name?: string };
}

/** A report cannot be read or written: one sentence; exit code 2 for a report that is none, 3 for a folder that cannot be written. */
export class ReportError extends Error {
  override readonly name = "ReportError";
  constructor(
    readonly code: "REPORT_UNREADABLE" | "REPORT_UNWRITABLE",
    message: string,
  ) {
    super(message);
  }

  get exitCode(): 2 | 3 {
    return this.code === "REPORT_UNREADABLE" ? 2 : 3;
  }
}
