import type { LinkView } from "../scenario";

/** One difference between what a requirement asks and what the SUT did, found on the record. */
export interface Finding {
  readonly requirement: string;
  readonly expected: string;
  /** Short, and the same from run to run. */
  readonly actual: string;
}

/** Reads one link of a finished scenario and returns every violation; steps drive, checkers judge the record. */
export interface Checker {
  readonly requirement: string;
  readonly role: "server" | "client";
  check(view: LinkView): Finding[];
}
