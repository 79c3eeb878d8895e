export { findingsByScenario, type ScenarioFinding } from "./by-scenario";
export { findingKinds, gotOf, kindKey, saidOf, type Facts, type FindingKind } from "./kinds";
export { unjudgedScenarios, type Unjudged } from "./unjudged";
