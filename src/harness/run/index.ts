export { runSuite, type SuiteOptions, type SuiteResult } from "./run-suite";
