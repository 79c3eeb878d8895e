export { cutFrames, emitContained, unknownChunk } from "./cut-frames";
export { cutTransportFactory } from "./dialing-transport";
export { containServices } from "./contain-services";
export { refuseUndecodable } from "./refuse-undecodable";
export { passOverAborts } from "./pass-over-aborts";
export { outliveLibrary } from "./outlive-library";
export type { Contained, ContainedListener } from "./types";
