export { loadFaultScenario, parseFaultScenario } from "./load";
export { FaultFileError } from "./types";
export type { Ending, Fault, FaultDo, FaultOn, FaultScenario, Sentence, Where } from "./types";
export { featureSteps, toFeature, variantsFeature, type FeatureStep, type Variant } from "./feature";
export { planFault, type FaultPlan, type PlannedToxic } from "./plan";
export { scenarioText } from "./write";
