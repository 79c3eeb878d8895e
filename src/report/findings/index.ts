export { findingsByScenario, type ScenarioFinding } from "./by-scenario";
export { findingKinds, type FindingKind } from "./kinds";
export { unjudgedScenarios, type Unjudged } from "./unjudged";
