/** What mutants of both roles do to single frames. */
export { onReceiving, onSending, renumbered, type FrameChange } from "../../wire";
