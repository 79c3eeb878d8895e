export { findDivergence } from "./compare";
export { readRecord, type RecordedScenario } from "./record";
