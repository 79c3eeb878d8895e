export { findDivergence, type Divergence } from "./compare";
export { readRecord, RecordError, recordName, type RecordedScenario } from "./record";
