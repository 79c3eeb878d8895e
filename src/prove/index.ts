export { assessProofs, greenOutcomes, unprovenOf } from "./assess";
export { planProofs } from "./plan";
export { loadProofs } from "./proofs";
export { firstTrials, furtherTrials, relaysOf, writeTrials, type Trial } from "./trials";
