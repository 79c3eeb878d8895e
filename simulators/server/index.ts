export { ReverseConnectServer, startReverseConnectServer } from "./server";
export { ReverseConnections } from "./reverse-connections";
export { REFERENCE_NODES } from "./address-space";
export { DEFAULT_APPLICATION_URI, REVERSE_CONNECT_PROFILE } from "./server-options";
export { TIMING_DEFAULTS, type ReverseConnectOptions, type ReverseConnectServerOptions } from "./options";
export {
  referenceBehaviour,
  type Delays,
  type DialSituation,
  type HelloContext,
  type Refusal,
  type ServerBehaviour,
} from "./behaviour";
export * from "./types";
