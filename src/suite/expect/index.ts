export { withControl, type Control, type Ground } from "./control";
export { ConformanceError, isJudgement, judged, reach, StateNotReachedError, SurvivalError } from "./errors";
export { Expect, type Facing } from "./expect";
export { judgeRefusal, type Refusal } from "./refusal";
