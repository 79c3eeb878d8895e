/**
 * Stated timing of the SUT, in ms, and the deadlines that follow from it. A deadline is `stated + tolerance x scale`: a busy machine
 * makes things late, but no timer longer. A lower bound is `stated - early` and is never scaled.
 */
export interface StatedTiming {
  /** Delay before a server dials again after a connection closed. */
  readonly redial: number;
  /** Extended pause after BadTcpMessageTypeInvalid; undefined: the server states none. */
  readonly suspension?: number;
  /** How long a server or client gives the handshake from its first answer to an open channel. */
  readonly connectTimeout: number;
  /** How long a client holds a connection that nobody wants yet. */
  readonly holdTime: number;
  /** Time limit for the first message on an accepted connection (Part 6, 7.1.3: two minutes at most). */
  readonly firstMessageTimeout: number;
  /** How long a client gives a secure channel to open. */
  readonly openTimeout: number;
  /** How long a dead connection may stay unnoticed. */
  readonly keepAlive: number;
  /** How late anything may be. */
  readonly tolerance: number;
  /** How early anything may be. */
  readonly early: number;
  /** Period of a server that dials on a fixed tick, whatever happens in between: such a dial is never too early. */
  readonly tick?: number;
  /** A client that sends nothing for so long has done what it does first in a session. */
  readonly quiet?: number;
}

/** What every action may take that has no stated time of its own: a TCP connect, an answer to a message, a close. */
const PROMPT = 1_000;

export class Timing {
  constructor(
    readonly stated: StatedTiming,
    readonly scale = 1,
    /** For how long, in ms, a SUT that outlives scenarios may still be kept from dialing by what an earlier one did. */
    readonly pause = 0,
  ) {}

  /** Deadline in ms for something that is stated to take `stated` ms. */
  by(stated: number): number {
    return stated + this.stated.tolerance * this.scale;
  }

  /** Deadline for what should follow at once; scaled as a whole, since it is work and no timer. */
  get prompt(): number {
    return (PROMPT + this.stated.tolerance) * this.scale;
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
