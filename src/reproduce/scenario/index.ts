export { loadFaultScenario, parseFaultScenario } from "./load";
export { FaultFileError } from "./types";
export type { Ending, Fault, FaultDo, FaultScenario } from "./types";
export { featureSteps, toFeature, variantsFeature, type Variant } from "./feature";
export { planFault } from "./plan";
export { scenarioText } from "./write";
