export { readCapture, readConnections } from "./read";
export { readPackets } from "./packets";
export { CaptureError, Warnings } from "./types";
export type { CapturedConnection, CaptureItem, CaptureReading, Endpoint, FailedDial } from "./connection";
