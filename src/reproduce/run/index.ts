export { runBatches, runScenario, runVariants, type Batch, type BatchOptions } from "./batch";
export { count, repeat, type Repeated } from "./repeat";
export { runsToSee } from "./chance";
export { faultName, shrink, type Shrunk } from "./shrink";
export { bisectTime, type Threshold } from "./bisect";
export { checkSentences, knownSentences, type KnownSentence } from "./sentences";
export type { ReproduceOptions, Result, VariantResult } from "./types";
