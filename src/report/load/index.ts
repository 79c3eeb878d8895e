export { checkLoad, exitCodeOf } from "./checks";
export { mergeLoads } from "./merge";
export { renderLoad } from "./text";
export type * from "./types";
export { isLoadReport, readLoadReport, writeLoadReport } from "./write";
