export { BUSY_POLL } from "./busy-poll";
export * from "./server";
export * from "./types";
export { ProxyError } from "./errors";
export { FIRST_READ } from "./reader";
export { FaultProxy } from "./proxy";
export { parseToxic, parseConnectRule } from "./spec";
export { fanOut } from "./fan-out";
export { randomFor } from "./random";
