export { PREFIXES, type Side } from "./addresses";
export { LabError } from "./errors";
export { REFUSALS, type Answer, type Fault, type FaultKind, type Refusal } from "./faults";
export {
  enterHouse,
  examine,
  houseEnvironment,
  isInside,
  refuseCollision,
  TOOLS,
  wayIn,
  type Fitness,
  type Obstacle,
  type Way,
} from "./house";
export { FAULT_WORDS, parseFault, readFault, type Attributes } from "./words";
export { Lab, type Family, type LabOptions } from "./lab";
