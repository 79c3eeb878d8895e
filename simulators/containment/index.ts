export { cutFrames, emitContained } from "./cut-frames";
export { containServices } from "./contain-services";
export type { Contained, ContainedListener } from "./types";
