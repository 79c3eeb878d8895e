export * from "./types";
export * from "./errors";
export { loadSut, parseSut } from "./load";
export { DEFAULT_TIMING, sutForRole } from "./describe";
export { SUT_SCHEMA_FILE } from "./schema";
export * from "./words";
