export { compareVerdicts, gradeFinding, withoutFigures } from "./grade";
export { judge, NOTHING_SELECTED } from "./judge";
export { printKnownFailures } from "./known-failures";
export { RunJudge } from "./run-judge";
export {
  type Evidencing,
  type JudgeOptions,
  type Judgement,
  type KnownFailure,
  type KnownFailureProblem,
  type Outcome,
  type ProofReport,
  type ProofResult,
  type Recovery,
  type RequirementVerdict,
  type ScenarioOutcome,
  type ScenarioVerdict,
  type Verdict,
} from "./types";
