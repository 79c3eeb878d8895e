import type { FleetKind } from "./types";

export const silent: FleetKind = {
  behaviour: () => ({ greet: () => undefined }),
};
