import type { FleetFile } from "../../files";
import type { ExitCode } from "../../vocabulary";
import type { MachineFacts, ToolFacts } from "../types";

export type LoadLimits = NonNullable<FleetFile["limits"]>;
export type LoadGoal = "session" | "waiting";

/** start: all servers dial. outage: the network was cut and is back. flood: hostile ones dial while all good ones have to come back. */
export type PhaseName = "start" | "outage" | "flood";

/** The fleet, and the product's process, at one moment. Counts of what has been done run on from the start. */
export interface LoadSample {
  /** Ms since the run started. */
  readonly at: number;
  readonly phase: PhaseName | "cut";
  /** How late this sample is, in ms: for so long the tool itself stood still. */
  readonly lag: number;
  readonly dials: number;
  readonly failedDials: number;
  readonly accepted: number;
  readonly sessions: number;
  readonly requests: number;
  readonly notifications: number;
  /** Good servers with a waiting connection, and in session. */
  readonly waiting: number;
  readonly inSession: number;
  /** Of all kinds. */
  readonly connections: number;
  /** Resident memory of the product, in bytes; absent where it cannot be read. */
  readonly memory?: number;
  /** Open files and sockets of the product. */
  readonly handles?: number;
}

/** What came of one phase. Times are ms since it began. */
export interface LoadPhase {
  readonly name: PhaseName;
  readonly beganAt: number;
  readonly took: number;
  readonly good: number;
  /** Until every good server had a waiting connection; absent: it never came to that. */
  readonly allWaiting?: number;
  /** Until every good server was served; absent: it never came to that. */
  readonly allServed?: number;
  /** When each good server that was served was served first, in order of time. */
  readonly servedAfter: readonly number[];
  readonly accepted: number;
  readonly sessions: number;
  readonly dials: number;
  /** Error messages of the product, by status code. */
  readonly errors: Readonly<Record<string, number>>;
}

/** One limit of the profile, or what is asked of every run. */
export interface LoadCheck {
  readonly name: string;
  readonly expected: string;
  /** Absent: it could not be measured. */
  readonly seen?: string;
  readonly verdict: "pass" | "fail" | "could-not-run";
}

export interface LoadResult {
  readonly kind: "load";
  readonly schemaVersion: 1;
  readonly tool: ToolFacts;
  readonly product: { readonly name: string; readonly version?: string };
  readonly profile: {
    readonly name: string;
    readonly servers: readonly { readonly kind: string; readonly count: number }[];
    readonly goal: LoadGoal;
    readonly limits: LoadLimits;
  };
  readonly shard?: { readonly index: number; readonly of: number };
  readonly machine?: MachineFacts;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly phases: readonly LoadPhase[];
  readonly samples: readonly LoadSample[];
  /** How the product ended before it was told to, in words. */
  readonly crash?: string;
  readonly checks: readonly LoadCheck[];
  readonly exitCode: ExitCode;
}
