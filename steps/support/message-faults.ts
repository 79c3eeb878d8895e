import type { Duration } from "./parameter-types";

/** Attributes of the toxic `opcua_message` that a sentence about the n-th message of a type stands for. */
type Action = Readonly<Record<string, unknown>>;

const ends = (how: "fin" | "rst", position: "before" | "after"): Action => ({ action: "cut", position, how });

/** Sentences that name a message and nothing else. */
export const PLAIN_FAULTS: readonly (readonly [sentence: string, action: Action])[] = [
  ["closes the connection before the {ordinal} {message}", ends("fin", "before")],
  ["closes the connection after the {ordinal} {message}", ends("fin", "after")],
  ["resets the connection before the {ordinal} {message}", ends("rst", "before")],
  ["resets the connection after the {ordinal} {message}", ends("rst", "after")],
  ["swallows/drops the {ordinal} {message}", { action: "drop" }],
  ["duplicates the {ordinal} {message}", { action: "duplicate" }],
  ["swaps the {ordinal} {message} with the next message", { action: "swap" }],
  ["holds the {ordinal} {message} until it heals", { action: "hold" }],
];

/** A value in a sentence: bytes, a place, a name, ms. */
export type FaultValue = number | string;

/** Sentences that name a message and then one value. */
export const VALUED_FAULTS: readonly (readonly [sentence: string, action: (value: FaultValue) => Action])[] = [
  ["cuts the {ordinal} {message} after {int} byte(s)", (bytes) => ({ action: "cut", position: "inside", bytes, how: "fin" })],
  ["resets the {ordinal} {message} after {int} byte(s)", (bytes) => ({ action: "cut", position: "inside", bytes, how: "rst" })],
  ["truncates the {ordinal} {message} to {int} byte(s)", (bytes) => ({ action: "truncate", bytes })],
  ["delays the {ordinal} {message} by {duration}", (delay) => ({ action: "delay", delay })],
  ["corrupts the {ordinal} {message} at byte {int}", (offset) => ({ action: "corrupt", offset })],
  ["rewrites the {ordinal} {message} so that {string}", rewritten],
  [
    "injects instead of the {ordinal} {message} the Error {word}",
    (code) => ({ action: "inject", code, position: "instead", to: "receiver" }),
  ],
  [
    "answers the {ordinal} {message} with the Error {word}",
    (code) => ({ action: "inject", code, position: "instead", to: "sender", then: "fin" }),
  ],
];

/** `receiveBufferSize is 8191`: a field as docs/proxy.md names it. */
function rewritten(text: FaultValue): Action {
  const [, field, value] = /^(\w+) is (.*)$/.exec(String(text)) ?? [];
  if (field === undefined) throw new Error(`expected "FIELD is VALUE", got "${text}"`);
  return { action: "corrupt", field, value };
}

export function faultValue(value: FaultValue | Duration, ms: (duration: Duration) => number): FaultValue {
  return typeof value === "object" ? ms(value) : value;
}
