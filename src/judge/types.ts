import type { CapturedConnection } from "../capture/reader";
import type { Finding, Role } from "../vocabulary";
import type { Place } from "./record";

/** What a check says of one side of a connection: a finding and where, or a pass, or that the capture does not show it. */
export interface Said {
  readonly requirement: string;
  readonly finding?: Finding & { readonly place: Place };
  readonly hidden?: string;
}

/** All that is judged of one side of one connection. */
export interface SideJudgement {
  readonly connection: CapturedConnection;
  readonly role: Role;
  readonly said: readonly Said[];
}

/** Times that the server's maker or configuration states, in ms; without them nothing about times is a finding. */
export interface StatedTimes {
  readonly redial?: number;
  readonly suspension?: number;
}
