export { PREFIXES, type Side } from "./addresses";
export { LabError } from "./errors";
export { type Fault, type FaultKind } from "./faults";
export { enterHouse, examine, guestEnvironment, houseEnvironment, isInside, refuseCollision, TOOLS, wayIn } from "./house";
export { readSentence, ROUTER_PATTERN, sentenceOf, type FaultWords } from "./sentences";
export {
  FAULT_WORDS,
  isFaultWord,
  parseFault,
  placed,
  readFault,
  type AttributeRow,
  type Attributes,
  type FaultRow,
} from "./words";
export { Lab, type Family } from "./lab";
