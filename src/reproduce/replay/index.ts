export { replayScript, type ReplayScript } from "./script";
export { play, type Played } from "./player";
