export { probeSut } from "./probe";
export type { ProbeOptions } from "./types";
