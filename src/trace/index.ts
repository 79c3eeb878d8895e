export * from "./clock";
export * from "./events";
export * from "./trace";
export * from "./recorder";
export * from "./describe";
export * from "./duration";
