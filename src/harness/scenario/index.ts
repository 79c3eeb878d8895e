export * from "./context";
export * from "./conformance-error";
export * from "./link-view";
export * from "./server-test";
export * from "./client-test";
export { TestClient } from "./test-client";
