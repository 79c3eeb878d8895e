export { Awake } from "./awake";
export { ScenarioContext, type ScenarioSetup } from "./context";
export type { Moment } from "./plans";
