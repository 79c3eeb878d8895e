export { readCapture, readConnections } from "./read";
export { openCapture, readPackets } from "./packets";
export { CaptureError, Warnings, type CapturedPacket } from "./types";
export type { CapturedConnection, CaptureItem, CaptureReading, Endpoint, FailedDial } from "./connection";
