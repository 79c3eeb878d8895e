export { createCatalogue, loadCatalogue, parseCatalogue } from "./catalogue";
export { asCopied, copyScenarios } from "./copies";
export { isFor, networkTags, type Network } from "./networks";
export { scenarioId } from "./scenario-id";
export { describeScenario, loadScenarios, parseFeature } from "./scenarios";
export { READING_TAG, readTags, type TagFacts } from "./tags";
export {
  CatalogueError,
  FeatureError,
  type Catalogue,
  type Dialect,
  type Evidence,
  type Level,
  type Requirement,
  type Role,
  type ScenarioInfo,
} from "./types";
