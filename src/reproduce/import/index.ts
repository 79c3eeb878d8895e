export { timeline, type TimelineOptions } from "./timeline";
export { findSuspects } from "./suspects";
export { draftScenario, type DraftOptions } from "./draft";
export { sureness, type Suspect } from "./types";
