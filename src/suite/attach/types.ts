import type { Trace } from "../../trace";
import type { LaunchOptions, RunningSut } from "../sut";

/** Where somebody listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** What a scenario wants the SUT to be started with. */
export type SutRequest = Pick<LaunchOptions, "values" | "options" | "scale">;

/** An implementation under test that outlives scenarios: it runs already (`attach:`), or is kept for all (`lifetime: run`). */
export interface LastingSut {
  /** Role server: where the `number`-th client of a scenario (from 0) must listen. Throws NotApplicableError when it dials fewer. */
  clientAddress(number: number): Promise<Address>;
  /** Role client: where it listens. */
  listenAddress(): Promise<Address>;
  /**
   * Makes it take part in a scenario as wanted. Resolves with the process, or with undefined when somebody else started it.
   * Rejects with NotApplicableError when it would have to be started again and nobody can, with SutError when it does not start.
   */
  use(request: SutRequest, trace: Trace): Promise<RunningSut | undefined>;
  /** Ends it, for a scenario that restarts it. Rejects with NotApplicableError when nobody can. */
  end(): Promise<void>;
  /** The scenario is over: what it left the SUT in. */
  leave(trace: Trace): void;
  /** For how long, in ms from now, it may keep from dialing because of what an earlier scenario did. */
  pause(): number;
  /** What it wants of a server (role client), as far as its description says. */
  readonly wanted: { readonly serverUri?: string; readonly endpointUrl?: string };
  /** After the last scenario. */
  stop(): Promise<void>;
}

/** The scenario needs what this SUT cannot be brought to do, and its description says why: no verdict on it. */
export class NotApplicableError extends Error {
  readonly code = "NOT_APPLICABLE";
  override readonly name = "NotApplicableError";
}
