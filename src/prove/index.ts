export { assessProofs, type ProofReport, type ProofResult } from "./assess";
export { planProofs, relaysOf, writeTrials, type ProofPlan, type Trial } from "./plan";
export { loadProofs } from "./proofs";
