export { runLoad } from "./run";
export type { LoadedProduct, LoadPlan } from "./types";
