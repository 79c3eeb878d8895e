import type { ScenarioOutcome } from "../../suite/verdict";

/** What a run needs besides the scenario; every path is absolute. */
export interface ReproduceOptions {
  /** sut.yaml of the product under test. */
  readonly sut: string;
  /** Folder for the evidence and the feature that is made. */
  readonly report: string;
  /** Folder for test certificates, kept between runs. */
  readonly pki: string;
  readonly seed: string;
  /** In the network lab: this process is in a house (src/lab). */
  readonly lab?: boolean;
  readonly timeScale: number;
  /** Scenarios at once. */
  readonly parallel: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly onOutcome?: (outcome: ScenarioOutcome) => void;
  readonly onComplaint?: (text: string) => void;
}

/** What a run came to: the expectation held, it did not, or there was nothing to judge. */
export type Result = "held" | "failed" | "could-not-run";

export interface VariantResult {
  readonly title: string;
  readonly result: Result;
  /** Which step failed and how, or why it could not run. */
  readonly reason?: string;
  readonly durationMs: number;
  /** Folder with ladder, trace, capture and decisions. */
  readonly evidence: string;
}
