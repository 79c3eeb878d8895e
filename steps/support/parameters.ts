import type { RelayChanges } from "../../src/suite/link";
import type { Dialect } from "../../src/vocabulary";

/** What the runner hands to every World; JSON. Paths are absolute. */
export interface WorldParameters {
  /** SUT description files by role; a role that is absent is not run. */
  readonly suts: { readonly server?: string; readonly client?: string };
  /** SUT description files by name: a scenario with the tag `@mutant:NAME` runs against that one (npm run mutants). */
  readonly mutants?: Readonly<Record<string, string>>;
  /** Relays by key: a scenario with the tag `@proof:KEY` runs with that one in front of the SUT (test --prove). */
  readonly relays?: Readonly<Record<string, RelayChanges>>;
  readonly timeScale: number;
  /** URL of a real Toxiproxy to use instead of the embedded proxy. */
  readonly toxiproxy?: string;
  /** The network lab instead of this machine's loopback: the run is in a house of its own (src/lab). */
  readonly lab?: boolean;
  /** Overrides the dialect of the SUT descriptions. */
  readonly dialect?: Dialect;
  /** Report folder; absent: no evidence is written. */
  readonly report?: string;
  /** Of which scenarios evidence is kept, of passes in brief; whole and of all by default. */
  readonly evidenceOf?: "all" | "failures";
  readonly seed: string;
  /** Folder in which test certificates are kept between runs. */
  readonly pki: string;
  /** Name of the run's line to its workers (RunControl); set by runSuite. */
  readonly control?: string;
  /** Tell the run what happens in each scenario (--log-level debug). */
  readonly notes?: boolean;
}

export { SCENARIO_MEDIA_TYPE } from "../../src/vocabulary";
