import type { FleetState, FleetTotals } from "../../simulators/fleet";
import type { LoadGoal, LoadPhase, LoadSample } from "../report";

/** What a run does to the product; durations in ms. */
export interface LoadPlan {
  readonly goal: LoadGoal;
  /** How long each phase may take until all are served. */
  readonly within: number;
  /** How long it stays as it is behind the start. */
  readonly steady: number;
  /** How long the network is cut; 0: not at all. */
  readonly outage: number;
  /** How long the hostile kinds dial; 0: not at all. */
  readonly flood: number;
}

/** The product under load, as far as a run has to do with it. */
export interface LoadedProduct {
  /** Absent: it was not started here. */
  readonly pid?: number;
  /** Settles with words when it ends before it is told to; never, for one that was not started here. */
  readonly ended: Promise<string>;
}

export interface LoadHooks {
  readonly signal: AbortSignal;
  readonly onSample?: (sample: LoadSample, state: FleetState, totals: FleetTotals) => void;
  readonly onPhase?: (phase: LoadPhase) => void;
}

export interface LoadRecord {
  readonly startedAt: Date;
  readonly phases: readonly LoadPhase[];
  readonly samples: readonly LoadSample[];
  readonly crash?: string;
}
