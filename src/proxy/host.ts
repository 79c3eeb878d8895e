import type { Direction } from "../trace";
import type { DecisionAbout, LinkSettings, Stream } from "./types";

/** What the connections of a proxy, and all that is in them, need of it. */
export interface ProxyHost {
  readonly name: string;
  readonly seed: string;
  readonly settings: LinkSettings;
  now(): number;
  received(stream: Stream, bytes: number): void;
  sent(stream: Stream, bytes: number): void;
  decide(connection: number, direction: Direction | undefined, rule: string, choice: string, about?: DecisionAbout): void;
  /** Tells the observer only: about bytes that an earlier decision covers. */
  note(connection: number, direction: Direction | undefined, rule: string, choice: string, about?: DecisionAbout): void;
}
