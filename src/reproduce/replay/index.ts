export { replayScript, ReplayError, type ReplayScript, type ReplayStep, type ScriptOptions } from "./script";
export { play, ReplayConnectionError, type Played, type PlayOptions } from "./player";
