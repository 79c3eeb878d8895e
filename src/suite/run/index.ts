export { runSuite, type SuiteOptions, type SuiteResult } from "./run-suite";
export { forgetSteps, stepFiles } from "./step-files";
export { RUN_STOPPED, RunStoppedError, WorkerControl, type WorkerNote } from "./control";
