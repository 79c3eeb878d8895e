import type { LinkView } from "../scenario";

/** One difference between what a requirement asks and what the SUT did, found on the record. */
export interface Finding {
  readonly requirement: string;
  readonly expected: string;
  /** Short, and the same from run to run. */
  readonly actual: string;
  /** The suite's reading of the requirement, of which its clause has no sentence: a warning, whatever the level. */
  readonly reading?: true;
}

/** Reads one link of a finished scenario and returns every violation; steps drive, checkers judge the record. */
export interface Checker {
  readonly requirement: string;
  readonly role: "server" | "client";
  check(view: LinkView): Finding[];
}
