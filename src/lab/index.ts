export { PREFIXES, type Side } from "./addresses";
export { LabError } from "./errors";
export { type Answer, type Fault, type FaultKind, type Refusal } from "./faults";
export { enterHouse, examine, houseEnvironment, isInside, refuseCollision, TOOLS, wayIn } from "./house";
export { FAULT_WORDS, parseFault, readFault, type Attributes } from "./words";
export { Lab, type Family } from "./lab";
