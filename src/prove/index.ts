export { assessProofs, type ProofReport } from "./assess";
export { planProofs, relaysOf, writeTrials } from "./plan";
export { loadProofs } from "./proofs";
