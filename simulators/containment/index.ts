export { cutFrames, emitContained } from "./cut-frames";
export { cutTransportFactory } from "./dialing-transport";
export { containServices } from "./contain-services";
export type { Contained, ContainedListener } from "./types";
