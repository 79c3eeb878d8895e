export * from "./types";
export * from "./status-codes";
export * from "./decode";
export * from "./encode";
export * from "./splitter";
export * from "./describe";
export { plainChunk, revisedLifetime, serviceOf, serviceResult } from "./services";
