export * from "./clock";
export * from "./events";
export * from "./trace";
export * from "./recorder";
export * from "./describe";
export { DURATION_HINT, DurationError, formatDuration, parseDuration } from "../vocabulary";
export * from "./record";
