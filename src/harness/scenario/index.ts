export * from "./context";
export * from "./conformance-error";
export * from "./link-view";
export * from "./server-test";
export * from "./client-test";
export { NetworkControl } from "./network";
export { RealServer } from "./real-server";
export { TestClient } from "./test-client";
