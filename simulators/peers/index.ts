export { startPeer } from "./start-peer";
export type { NonUpgradedKind, PeerEvent, PeerOptions, StartedPeer } from "./types";
