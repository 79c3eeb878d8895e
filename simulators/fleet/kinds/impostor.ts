import type { FleetKind } from "./types";

export const impostor: FleetKind = {
  poses: "untrusted",
};
