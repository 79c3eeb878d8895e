import type { Timings } from "../vocabulary";

/** What every action may take that has no stated time of its own: a TCP connect, an answer to a message, a close. */
const PROMPT = 1_000;

/** How fast our own servers dial again, in ms; short, since they are not under test. */
export const OUR_REDIAL = 100;
/** All that they are told of it. */
export const OUR_CYCLE = { redial: OUR_REDIAL, jitter: 0, suspension: 5 * OUR_REDIAL } as const;

/**
 * Stated timing of the SUT, in ms, and the deadlines that follow from it. A deadline is `stated + tolerance x scale`: a busy machine
 * makes things late, but no timer longer. A lower bound is `stated - early` and is never scaled.
 */
export class Timing {
  constructor(
    readonly stated: Timings,
    readonly scale = 1,
    /** For how long, in ms, a SUT that outlives scenarios may still be kept from dialing by what an earlier one did. */
    readonly pause = 0,
  ) {}

  /** Deadline in ms for something that is stated to take `stated` ms. */
  by(stated: number): number {
    return stated + this.stated.tolerance * this.scale;
  }

  /** Deadline for a dial that is due after `delay` ms: whoever dials on a tick does so at the next one. */
  dialBy(delay: number): number {
    return this.by(delay) + this.stated.tick;
  }

  /**
   * Deadline for a server to give up a client that does not finish the handshake. One with a limit for a waiting connection and another from
   * Hello on states the shorter as its connect timeout, and the longer as its open timeout.
   */
  givesUp(statesOpenTimeout: boolean): number {
    const { connectTimeout, openTimeout } = this.stated;
    return this.by(statesOpenTimeout ? Math.max(connectTimeout, openTimeout) : connectTimeout);
  }

  /** Deadline for what should follow at once; scaled as a whole, since it is work and no timer. */
  get prompt(): number {
    return (PROMPT + this.stated.tolerance) * this.scale;
  }

  /** Deadline for a Hello: a client may pause after a connection that ended. */
  get hello(): number {
    return this.stated.reconnect + this.prompt;
  }

  /** Lower bound in ms for something stated to take `stated` ms. */
  notBefore(stated: number): number {
    return Math.max(0, stated - this.stated.early);
  }

  /** Deadline for a first dial: the SUT may have been started at any point of its interval. */
  get firstDial(): number {
    return this.pause + this.stated.redial + this.prompt;
  }
}
