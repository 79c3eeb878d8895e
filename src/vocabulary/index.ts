export * from "./roles";
export * from "./dialects";
export * from "./messages";
export * from "./timings";
export * from "./capabilities";
export * from "./exit-codes";
export * from "./verdicts";
export * from "./findings";
