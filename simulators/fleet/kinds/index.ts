import type { FleetKindName } from "../../../src/vocabulary";
import { duplicate } from "./duplicate";
import { flapping } from "./flapping";
import { good } from "./good";
import { impostor } from "./impostor";
import { rejecting } from "./rejecting";
import { silent } from "./silent";
import { slow } from "./slow";
import type { FleetKind } from "./types";

export type { FleetKind };

/** Each has a file here; what it is in words is in src/vocabulary. */
const KINDS: Readonly<Record<FleetKindName, FleetKind>> = { good, slow, silent, rejecting, flapping, impostor, duplicate };

export function fleetKind(name: FleetKindName): FleetKind {
  return KINDS[name];
}
