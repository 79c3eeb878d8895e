/** `import { runSuite, judge } from "reverse-hello/suite"`: the conformance suite as a library (docs/library.md). */
export { loadCatalogue, loadScenarios, type Catalogue, type Requirement, type ScenarioInfo } from "../suite/catalogue";
import { runSuite } from "../suite/run";

export { runSuite };
export type SuiteOptions = Parameters<typeof runSuite>[0];
export type SuiteResult = Awaited<ReturnType<typeof runSuite>>;
export { loadSut, type SutDescription } from "../suite/sut";
export {
  judge,
  type JudgeOptions,
  type Judgement,
  type RequirementVerdict,
  type ScenarioOutcome,
  type Verdict,
} from "../suite/verdict";
export { summarizeRun, writeReport, type RunFacts, type RunSummary } from "../report";
