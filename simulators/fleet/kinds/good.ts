import type { FleetKind } from "./types";

/** The reference server's decisions, all of them. */
export const good: FleetKind = {};
