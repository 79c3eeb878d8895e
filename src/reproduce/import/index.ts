export { timeline } from "./timeline";
export { findSuspects } from "./suspects";
export { draftScenario } from "./draft";
export { sureness, type Suspect } from "./types";
