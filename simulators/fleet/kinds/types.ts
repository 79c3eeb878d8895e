import type { ServerBehaviour } from "../../server";
import type { FleetGroup } from "../types";

/** One way of being a server in a fleet, right or wrong. */
export interface FleetKind {
  /** It says ServerUri and EndpointUrl of a good one, its own certificate being "trusted" or not. */
  readonly poses?: "trusted" | "untrusted";
  /** Single decisions that differ from the reference server's. */
  readonly behaviour?: (group: FleetGroup) => Partial<ServerBehaviour>;
  /** After this many ms it replaces its waiting connection. */
  readonly waitTimeout?: (group: FleetGroup) => number;
  /** This many ms late is each answer. */
  readonly answerDelay?: (group: FleetGroup) => number;
}
