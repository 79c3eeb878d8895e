import type { FleetKind } from "./types";

const PERIOD = 1000;

export const flapping: FleetKind = {
  waitTimeout: ({ period = PERIOD }) => period,
};
