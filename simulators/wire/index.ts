export { abortedChunks, abortsNext, numberedOn } from "./abort";
export { renumbered } from "./chunks";
export { onReceiving, onSending, type FrameChange } from "./frames";
