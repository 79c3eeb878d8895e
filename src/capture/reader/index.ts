export { readCapture, readConnections } from "./read";
export { isAcross } from "./clock";
export { readPackets } from "./packets";
export { CaptureError, Warnings } from "./types";
export type { CapturedConnection, CaptureItem, CaptureReading, Endpoint, FailedDial } from "./connection";
