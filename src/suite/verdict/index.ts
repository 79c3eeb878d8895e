export { VERDICTS } from "../../vocabulary";
export { compareVerdicts, gradeFinding, observedOf, worst } from "./grade";
export { judge, NOTHING_SELECTED } from "./judge";
export { printKnownFailures } from "./known-failures";
export { RunJudge } from "./run-judge";
export { mergeReports, readScenarioReport } from "./scenario-report";
export { settle, type Attempt, type StepRecord } from "./settle";
export {
  SCENARIO_MEDIA_TYPE,
  type Evidencing,
  type Finding,
  type JudgeOptions,
  type Judgement,
  type KnownFailure,
  type KnownFailureProblem,
  type Outcome,
  type RequirementVerdict,
  type ScenarioOutcome,
  type ScenarioReport,
  type ScenarioVerdict,
  type StepFailure,
  type Verdict,
} from "./types";
