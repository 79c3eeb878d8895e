export { loadFaultScenario, parseFaultScenario } from "./load";
export { FaultFileError } from "./types";
export type { Ending, Fault, FaultDo, FaultScenario } from "./types";
export { featureSteps, needsRouter, toFeature, variantsFeature, type Variant } from "./feature";
export { planFault } from "./plan";
export { routerWord } from "./router";
export { scenarioText } from "./write";
