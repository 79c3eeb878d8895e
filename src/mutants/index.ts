export { assess, type MutantResult } from "./assess";
export { renderMarkdown } from "./document";
export { planMutants, SMOKE_TAG, type MutantPlan, type PlannedMutant } from "./plan";
export { runMutants } from "./run";
export { renderTable } from "./table";
