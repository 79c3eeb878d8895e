import type { SutStart } from "./types";

/**
 * How long, in ms, a SUT may take beyond its stated timing until it shows that it has started: a server dials, a client listens. Without a
 * ready line nobody is told when that is, and its ready timeout runs until then.
 */
export function startingTime(start: SutStart | undefined, scale: number): number {
  return start === undefined || start.ready !== undefined ? 0 : start.readyTimeout * scale;
}
