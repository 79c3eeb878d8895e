import type { FleetKind } from "./types";

export const duplicate: FleetKind = {
  poses: "trusted",
};
