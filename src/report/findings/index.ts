export { findingsByScenario, type ScenarioFinding } from "./by-scenario";
export { findingKinds, kindKey, type FindingKind } from "./kinds";
export { unjudgedScenarios, type Unjudged } from "./unjudged";
