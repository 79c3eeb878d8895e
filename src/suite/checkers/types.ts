import type { Finding, Role } from "../../vocabulary";
import type { LinkView } from "../../trace";

export type { Finding };

/** Reads one link of a finished scenario and returns every violation; steps drive, checkers judge the record. */
export interface Checker {
  readonly requirement: string;
  readonly role: Role;
  check(view: LinkView): Finding[];
}
