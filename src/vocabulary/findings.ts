import type { Role } from "./roles";

/** One difference between what a requirement asks and what the SUT did. */
export interface Finding {
  readonly requirement: string;
  readonly expected: string;
  /** Short and the same from run to run: known failures are pinned to it. */
  readonly actual: string;
  /** What the other side sent on that connection, in words. */
  readonly sent?: string;
  /** The suite's reading of the requirement, of which its clause has no sentence: a warning, whatever the level. */
  readonly reading?: true;
  /** Where it stands in a capture, in words. */
  readonly at?: string;
}

/** A failure of the SUT that is known, pinned to the requirement and to what is observed. */
export interface KnownFailure {
  readonly requirement: string;
  /** The finding, word for word but for its figures (or N for each), as the report names it; without it any finding of the requirement. */
  readonly observed?: string;
  /** Why it is known: a sentence or an issue link. */
  readonly reason: string;
  /** Not seen in every run: a run without it is good as well. */
  readonly sometimes?: boolean;
  /** Only in this scenario. */
  readonly scenario?: string;
  /** Only for the SUT in this role: a run may be about a server and a client of two descriptions. */
  readonly role?: Role;
}

/** How many connections a side had open; `perSecond` is how many more each second, in the second half. */
export interface OpenConnections {
  readonly most: number;
  readonly atEnd: number;
  readonly perSecond: number;
  /** Ms from the first connection to the end. */
  readonly watched: number;
}

/** The time in which no connection of a server waited, over several of its own cycles. */
export interface Away {
  /** 0 to 1. */
  readonly share: number;
  /** The longest time, in ms. */
  readonly longest: number;
  /** How often it ended a waiting connection by itself. */
  readonly cycles: number;
  /** Ms. */
  readonly watched: number;
}

/** What a scenario measures beside its verdict. */
export interface ScenarioFigures {
  readonly away?: Away;
  /** On the product's side, over all of the scenario's links. */
  readonly open?: OpenConnections;
  /** On ours. */
  readonly ours?: OpenConnections;
}
