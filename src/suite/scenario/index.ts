export { ScenarioContext, type ScenarioSetup } from "./context";
