export * from "./server";
export * from "./types";
export { ProxyError } from "./errors";
export { ProxyRegistry } from "./registry";
export { FaultProxy } from "./proxy";
export { DecisionLog, type Decision } from "./decisions";
export { readConnectRules } from "./connect-rules";
export { randomFor, type Random } from "./random";
export { TOXICS } from "./toxics";
