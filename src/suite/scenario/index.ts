export { ScenarioContext, type ScenarioSetup } from "./context";
export { LinkView, type SutMessage } from "./link-view";
