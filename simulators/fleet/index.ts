export { Fleet } from "./fleet";
export type * from "./types";
export { fleetIdentity } from "./identity";
