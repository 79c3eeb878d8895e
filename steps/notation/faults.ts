import {
  directionOf,
  DURATION_PATTERN,
  MESSAGE_NAMES,
  messageType,
  readDuration,
  senderOf,
  type Duration,
  type Role,
} from "../../src/vocabulary";

/** Toxics that a network has: type, attributes, and whose bytes it is about; both sides' without a sender. */
export interface NetworkFault {
  readonly type: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly sender?: Role;
  /** An attribute in ms that is a duration of the scenario. */
  readonly duration?: { readonly attribute: string; readonly value: Duration };
}

type Action = Readonly<Record<string, unknown>>;

const ends = (how: "fin" | "rst", position: "before" | "after"): Action => ({ action: "cut", position, how });
const cut = (how: "fin" | "rst") => (bytes: string) => ({ action: "cut", position: "inside", bytes: Number(bytes), how });

/** One message in a sentence: `1st Acknowledge`, `2nd OpenSecureChannel of the server`. */
const WHICH = `\\d+(?:st|nd|rd|th) (?:${MESSAGE_NAMES.join("|")})(?: of the (?:server|client))?`;
const DURATION = DURATION_PATTERN;

/** What may happen to one message: the words around it, with VALUE for what they need, and the proxy's action (docs/proxy.md). */
const ON_MESSAGE: readonly (readonly [words: string, value: string | undefined, action: (value: string) => Action])[] = [
  ["closes the connection before the WHICH", undefined, () => ends("fin", "before")],
  ["closes the connection after the WHICH", undefined, () => ends("fin", "after")],
  ["resets the connection before the WHICH", undefined, () => ends("rst", "before")],
  ["resets the connection after the WHICH", undefined, () => ends("rst", "after")],
  ["swallows the WHICH", undefined, () => ({ action: "drop" })],
  ["drops the WHICH", undefined, () => ({ action: "drop" })],
  ["duplicates the WHICH", undefined, () => ({ action: "duplicate" })],
  ["swaps the WHICH with the next message", undefined, () => ({ action: "swap" })],
  ["holds the WHICH until it heals", undefined, () => ({ action: "hold" })],
  ["cuts the WHICH after VALUE bytes?", "\\d+", cut("fin")],
  ["resets the WHICH after VALUE bytes?", "\\d+", cut("rst")],
  ["truncates the WHICH to VALUE bytes?", "\\d+", (bytes) => ({ action: "truncate", bytes: Number(bytes) })],
  ["delays the WHICH by VALUE", DURATION, () => ({ action: "delay" })],
  ["corrupts the WHICH at byte VALUE", "\\d+", (offset) => ({ action: "corrupt", offset: Number(offset) })],
  ["rewrites the WHICH so that VALUE", '"\\w+ is [^"]*"', rewritten],
  [
    "injects instead of the WHICH the Error VALUE",
    "Bad\\w+",
    (code) => ({ action: "inject", code, position: "instead", to: "receiver" }),
  ],
  [
    "answers the WHICH with the Error VALUE",
    "Bad\\w+",
    (code) => ({ action: "inject", code, position: "instead", to: "sender", then: "fin" }),
  ],
];

/** What may happen to everything. */
const ON_ALL: readonly (readonly [words: string, value: string, fault: (value: string, sender: string) => NetworkFault])[] = [
  ["delays everything by VALUE", DURATION, (text) => delayed({ type: "latency", attributes: {} }, "latency", text)],
  [
    "cuts everything into pieces of VALUE bytes?",
    "\\d+",
    (bytes) => ({ type: "slicer", attributes: { average_size: Number(bytes), size_variation: 0, delay: 0 } }),
  ],
  ["passes VALUE kB per second", "\\d+", (rate) => ({ type: "bandwidth", attributes: { rate: Number(rate) } })],
  [
    "cuts the connection after VALUE bytes from the (server|client)",
    "\\d+",
    (bytes, sender) => ({ type: "limit_data", attributes: { bytes: Number(bytes) }, sender: sender as Role }),
  ],
];

interface Reading {
  readonly source: string;
  readonly read: (words: RegExpExecArray) => NetworkFault;
}

const READINGS: readonly Reading[] = [
  ...ON_MESSAGE.map(([words, value, action]): Reading => ({
    source: words.replace("WHICH", `(${WHICH})`).replace("VALUE", `(${value ?? ""})`),
    read: ([, which = "", text = ""]) => {
      const fault = onMessage(which, action(text));
      return words.startsWith("delays") ? delayed(fault, "delay", text) : fault;
    },
  })),
  ...ON_ALL.map(([words, value, fault]): Reading => ({
    source: words.replace("VALUE", `(${value})`),
    read: ([, text = "", sender = ""]) => fault(text, sender),
  })),
];

/** Every fault in words, as one pattern without groups of its own. */
export const FAULT_PATTERN = READINGS.map(({ source }) => source.replace(/\((?!\?)/g, "(?:")).join("|");

/** The faults that the sentences know, for docs/steps.md. */
export const FAULT_WORDS: readonly string[] = [...ON_MESSAGE, ...ON_ALL].map(([words]) => words);

export function readFault(text: string): NetworkFault {
  for (const { source, read } of READINGS) {
    const words = new RegExp(`^${source}$`).exec(text);
    if (words) return read(words);
  }
  throw new Error(`not a network fault: ${text}`);
}

function onMessage(which: string, action: Action): NetworkFault {
  const [, nth = "1", name = "", said] = /^(\d+)\w\w (\w+)(?: of the (server|client))?$/.exec(which) ?? [];
  const message = messageType(name);
  const direction = message && directionOf(message);
  const sender = (said as Role | undefined) ?? (direction && senderOf(direction));
  if (sender === undefined) throw new Error(`both sides send ${name}: say whose, for example "the ${nth}st ${name} of the client"`);
  return { type: "opcua_message", attributes: { message, nth: Number(nth), scope: "proxy", ...action }, sender };
}

function delayed(fault: NetworkFault, attribute: string, text: string): NetworkFault {
  return { ...fault, duration: { attribute, value: readDuration(text) } };
}

/** `"receiveBufferSize is 8191"`: a field as docs/proxy.md names it. */
function rewritten(text: string): Action {
  const [, field, value] = /^"(\w+) is (.*)"$/.exec(text) ?? [];
  return { action: "corrupt", field, value };
}
