export { accountOf, subjectOf } from "./account";
export { withControl, type Control } from "./control";
export {
  ConformanceError,
  isJudgement,
  judged,
  NotJudgedError,
  reach,
  StateNotReachedError,
  SurvivalError,
  TooSlowError,
} from "./errors";
export { Expect, type Facing } from "./expect";
export { Renewal } from "./renewal";
export { judgeRefusal, type Refusal } from "./refusal";
export { byDefault } from "./unstated";
