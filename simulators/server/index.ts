export { ReverseConnectServer, startReverseConnectServer } from "./server";
export { openChannel, type ChannelHost } from "./channel";
export { ReverseClient, type DialContext, type ReverseClientListener } from "./reverse-client";
export { ReverseConnections } from "./reverse-connections";
export { REFERENCE_NODES } from "./address-space";
export { DEFAULT_APPLICATION_URI, REVERSE_CONNECT_PROFILE } from "./server-options";
export {
  resolveTiming,
  TIMING_DEFAULTS,
  validateField,
  type ReverseConnectOptions,
  type ReverseConnectServerOptions,
} from "./options";
export { referenceBehaviour, type Delays, type DialSituation, type ServerBehaviour } from "./behaviour";
export type { HelloContext, Refusal } from "./check-hello";
export * from "./types";
