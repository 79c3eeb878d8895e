import { deafAfter } from "./deaf-after";
import type { ClientMutant } from "./types";

/** The least that Part 6 allows. */
const LEAST = 8192;

export const offendedBySmallBuffers: ClientMutant = {
  name: "offended-by-small-buffers",
  breaks: ["RC-021"],
  everyRow: true,
  says: "After an Acknowledge with buffers under 8192 bytes it ignores every Acknowledge, from any server.",
  behaviour: () => deafAfter(({ receiveBufferSize }) => receiveBufferSize < LEAST),
};
