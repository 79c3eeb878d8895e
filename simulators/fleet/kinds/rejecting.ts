import type { FleetKind } from "./types";

export const rejecting: FleetKind = {
  behaviour: ({ code = "BadTcpEndpointUrlInvalid" }) => ({
    checkHello: () => ({ status: code, reason: "this server rejects every Hello" }),
  }),
};
