export * from "./connection";
export * from "./listener";
export * from "./dialer";
