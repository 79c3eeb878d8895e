export { runBatches, runScenario } from "./batch";
export { repeat } from "./repeat";
export { runsToSee } from "./chance";
export { shrink } from "./shrink";
export { bisectTime } from "./bisect";
export { checkSentences, knownSentences, type KnownSentence } from "./sentences";
export type { ReproduceOptions, VariantResult } from "./types";
