export * from "./clients";
export { ListeningPeer, PeerConnection, type PeerScript } from "./listening-peer";
export * from "./non-upgraded";
export type { PeerEvent, PeerOptions, StartedPeer } from "./types";
