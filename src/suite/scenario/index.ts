export { Awake } from "./awake";
export { ScenarioContext, type ScenarioSetup } from "./context";
