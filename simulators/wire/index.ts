export { renumbered } from "./chunks";
export { onReceiving, onSending, type FrameChange } from "./frames";
