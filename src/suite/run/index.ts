export { orderOf } from "./order";
export { runSuite, type SuiteResult } from "./run-suite";
export { forgetSteps, stepFiles } from "./step-files";
export { type WorkerNote } from "./control";
