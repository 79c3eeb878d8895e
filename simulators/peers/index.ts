export * from "./clients";
export * from "./non-upgraded";
export type { PeerEvent, PeerOptions, StartedPeer } from "./types";
