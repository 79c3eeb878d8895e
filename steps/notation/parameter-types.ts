import { defineParameterType } from "@cucumber/cucumber";
import {
  DURATION_PATTERN,
  MESSAGES as VOCABULARY,
  readDuration,
  type Duration,
  type MessageType,
  type Role,
} from "../../src/vocabulary";
import type { FloodKind } from "../../src/suite/conversation/flood";
import type { SecurityChoice, SecurityWish } from "../../src/suite/attach";
import type { ClientAddress, ServerStart } from "../../src/suite/dialing/server-under-test";
import type { Refusal } from "../../src/suite/expect";
import type { ClientStart } from "../../src/suite/serving/client-under-test";
import { longUri } from "./values";
import { FAULT_PATTERN, readFault } from "./faults";

/* No type matches nothing: Cucumber's report prints the text of such a step twice. */

/** Messages by the names that Part 6 gives them; HTTP and XYZ stand for what is no OPC UA. */
const MESSAGES: Readonly<Record<string, MessageType | "HTTP" | "XYZ">> = {
  ...Object.fromEntries(VOCABULARY.map(({ name, letters }) => [name, letters])),
  "HTTP request": "HTTP",
  "message of unknown type": "XYZ",
};
const MESSAGE = Object.keys(MESSAGES).join("|");

export type SendableType = MessageType | "HTTP" | "XYZ";

define("message", MESSAGE, (name: string): SendableType => MESSAGES[name] ?? "XYZ");

/** The side under test. */
define("sut", "the server|the client", (text: string): Role => (text === "the server" ? "server" : "client"));

/** A peer that we play: `our client`, `our server B`, `the real server`. */
export interface PeerName {
  readonly kind: "client" | "server" | "real";
  readonly name: string;
}

const PEER = "our (?:client|server)(?: [A-F])?|the real server";

define("peer", PEER, readPeer);

function readPeer(text: string): PeerName {
  if (text === "the real server") return { kind: "real", name: "real" };
  const [, kind, name = "A"] = /our (client|server)(?: ([A-F]))?/.exec(text) ?? [];
  return { kind: kind === "server" ? "server" : "client", name };
}

/** `A and B`, `A, B and C`. */
const LETTERS = "[A-F](?:, [A-F])* and [A-F]";

function letters(text: string): string[] {
  const found = new RegExp(LETTERS).exec(text);
  return found ? found[0].split(/, | and /) : ["A"];
}

define("listeners", `a listening client|listening clients ${LETTERS}`, letters);

/** How our peer speaks: it may dial for it, or close after it. */
export interface Manner {
  readonly dials: boolean;
  readonly closes: boolean;
}

define("speaks", "answers|sends|dials and sends|refuses with", (text: string): Manner => ({
  dials: text.startsWith("dials"),
  closes: text.startsWith("refuses"),
}));

/** `dials`, `dials the 2nd URL`: the number of the URL, from 1. */
define("dials", "dials(?: the \\d+(?:st|nd|rd|th) URL)?", (text: string): number => Number(/\d+/.exec(text)?.[0] ?? "1"));

/** `closes`, `resets`. */
define("closes", "closes|gives up", (text: string): string => text);

define("ends", "closes|resets", (text: string): "closes" | "resets" => text as "closes" | "resets");

/** What our peer says: messages in one segment, an Error with a code, part of a message, or a message in parts. */
export interface Speech {
  readonly types: readonly SendableType[];
  /** Between the messages of the real server's own stack. */
  readonly onOpenChannel?: boolean;
  readonly error?: string;
  /** Only the first bytes. */
  readonly first?: number;
  /** All bytes, spread evenly over this time. */
  readonly over?: Duration;
  /** All bytes, this many at a time. */
  readonly pieces?: number;
}

define(
  "speech",
  `Error Bad[A-Za-z]+|(?:${MESSAGE})(?: and (?:${MESSAGE}) in one segment| on the open channel)?|the first \\d+ bytes? of an? (?:${MESSAGE})|an? (?:${MESSAGE}) evenly over (?:${DURATION_PATTERN})|an? (?:${MESSAGE}) in pieces of \\d+ bytes?`,
  (text: string): Speech => {
    const error = /^Error (Bad\w+)$/.exec(text)?.[1];
    if (error !== undefined) return { types: ["ERR"], error };
    const types = [...text.matchAll(new RegExp(MESSAGE, "g"))].map(([name]) => MESSAGES[name] ?? "XYZ");
    const over = / evenly over (.*)$/.exec(text)?.[1];
    const number = Number(/\d+/.exec(text)?.[0]);
    if (over !== undefined) return { types, over: readDuration(over) };
    if (text.startsWith("the first")) return { types, first: number };
    if (text.includes(" in pieces of ")) return { types, pieces: number };
    return { types, onOpenChannel: text.endsWith(" on the open channel") };
  },
);

define("duration", DURATION_PATTERN, readDuration);

/** What is refused, until when, and what is said: `our server within its hold time with Error BadTimeout or BadTcpInternalError`. */
export interface RefusalWords {
  readonly peer: PeerName | undefined;
  readonly within: Duration | undefined;
  readonly how: Refusal | undefined;
}

const HOW = "with Error Bad[A-Za-z]+(?: or Bad[A-Za-z]+)*|with any Error|with or without an Error";

define("refusal", `(?:${PEER})(?: within (?:${DURATION_PATTERN}))?(?: (?:${HOW}))?|${HOW}`, (text: string): RefusalWords => ({
  peer: peerIn(text),
  within: deadlineIn(text),
  how: howIn(text),
}));

function howIn(text: string): Refusal | undefined {
  const codes = /with Error (.*)$/.exec(text)?.[1];
  if (codes !== undefined) return codes.split(" or ");
  return (["with any Error", "with or without an Error", "without an Error"] as const).find((how) => text.endsWith(how));
}

function peerIn(text: string): PeerName | undefined {
  const found = new RegExp(`^(?:of |to )?(${PEER})`).exec(text)?.[1];
  return found === undefined ? undefined : readPeer(found);
}

function deadlineIn(text: string): Duration | undefined {
  const found = new RegExp(` within (${DURATION_PATTERN})`).exec(text)?.[1];
  return found === undefined ? undefined : readDuration(found);
}

/** What the side under test says, and to whom: `Hello`, `Hello to our server B`. */
export interface Said {
  readonly type: SendableType;
  readonly peer: PeerName | undefined;
}

define("said", `(?:${MESSAGE})(?: to (?:${PEER}))?`, (text: string): Said => ({
  type: MESSAGES[new RegExp(`^(?:${MESSAGE})`).exec(text)?.[0] ?? ""] ?? "XYZ",
  peer: peerIn(new RegExp(` (to (?:${PEER}))$`).exec(text)?.[1] ?? ""),
}));

/** `the connection of our server open`, `quiet towards our server B`. */
define("kept", `the connection (?:of|to) (?:${PEER}) open|quiet towards (?:${PEER})`, (text: string) => ({
  quiet: text.startsWith("quiet"),
  peer: readPeer(new RegExp(PEER).exec(text)?.[0] ?? ""),
}));

export type Kept = { readonly quiet: boolean; readonly peer: PeerName };

/** How the server dials: a ReverseHello at all, another one, another in time, or after its delay and not before. */
export interface DialWords {
  readonly how: "first" | "anew" | "at once" | "within" | "after";
  readonly duration?: Duration;
}

define(
  "dial",
  `with a ReverseHello(?: anew)?|anew at once|anew within (?:${DURATION_PATTERN})|again after (?:${DURATION_PATTERN})`,
  (text: string): DialWords => {
    const [, how, duration] = / ?(within|after) (.*)$/.exec(text) ?? [];
    if (duration !== undefined) return { how: how as "within" | "after", duration: readDuration(duration) };
    return { how: text.endsWith("at once") ? "at once" : text.endsWith("anew") ? "anew" : "first" };
  },
);

/** How many connections wait: this many, or one at least. */
define("waiting", "a connection waits|exactly \\d+ connections? waits?", (text: string): number | "some" =>
  text.startsWith("exactly") ? Number(/\d+/.exec(text)?.[0]) : "some",
);

/** Whose connection ends, and how: `of our server within its open timeout`, `to our client without an Error`. */
define("ending", `(?:of|to) (?:${PEER})(?: within (?:${DURATION_PATTERN})| without an Error)?`, (text: string): RefusalWords => ({
  peer: peerIn(text),
  within: deadlineIn(text),
  how: howIn(text),
}));

/** `Basic256Sha256 SignAndEncrypt`. */
const CHOICE = "(?:Basic256Sha256|Aes128_Sha256_RsaOaep|Aes256_Sha256_RsaPss) (?:SignAndEncrypt|Sign)";
/** How a product is started: also with `its security`, whichever it offers. */
const SECURITY = `(?:${CHOICE}|its security)`;

define("security", CHOICE, readSecurity);

function readSecurity(text: string): SecurityChoice {
  const [policy = "", mode = ""] = text.split(" ");
  return { policy, mode } as SecurityChoice;
}

function choiceIn(text: string): { security?: SecurityChoice } {
  const found = new RegExp(CHOICE).exec(text)?.[0];
  return found === undefined ? {} : { security: readSecurity(found) };
}

function securityIn(text: string): { security?: SecurityWish } {
  return text.endsWith("its security") ? { security: "offered" } : choiceIn(text);
}

/** What our client opens, or gets from the server: a channel or a session, and over which connection. */
export interface Opening {
  readonly what: "channel" | "session";
  readonly on?: "next" | "later" | "same";
  readonly security?: SecurityChoice;
  /** Both buffer sizes of our Hello, in bytes. */
  readonly buffers?: number;
}

define("opening", `a secure channel|a session(?: with (?:${CHOICE}|buffers of \\d+ bytes))?`, readOpening);
define(
  "gain",
  `a session on (?:the next|a later) connection|a (?:secure channel|session) over the same connection|a session with ${CHOICE}`,
  readOpening,
);

function readOpening(text: string): Opening {
  const on = (["next", "later", "same"] as const).find((one) => text.endsWith(`${one} connection`));
  const buffers = / buffers of (\d+) bytes$/.exec(text)?.[1];
  return {
    what: text.includes("channel") ? "channel" : "session",
    ...(on ? { on } : {}),
    ...(buffers === undefined ? {} : { buffers: Number(buffers) }),
    ...choiceIn(text),
  };
}

/** Sessions of the client on the real server: one, another one, by when, or none for a time. */
export type SessionWords = Duration | { readonly again: boolean; readonly within?: Duration };

define(
  "opened",
  `a session on the real server(?: again)?(?: within (?:${DURATION_PATTERN}))?|no session(?: again)? for (?:${DURATION_PATTERN})`,
  (text: string): SessionWords => {
    const none = / for (.*)$/.exec(text)?.[1];
    if (none !== undefined) return readDuration(none);
    const within = deadlineIn(text);
    return { again: text.includes(" again"), ...(within && { within }) };
  },
);

/** What the client under test has done by now. */
const PAST_DEEDS = [
  "said CloseSecureChannel before it closed",
  "said CloseSecureChannel on the connection on which it fetched the certificate",
  "fetched the certificate on a connection of its own first",
  "fetched no certificate again",
] as const;

export type PastDeed = (typeof PAST_DEEDS)[number];

define("past", PAST_DEEDS.join("|"), (text: string): PastDeed => text as PastDeed);

/** How the server under test is started by "the server starts …". */
const SERVER_MANNERS = {
  dials: "and dials (?:a host name|an IPv4 address|an IPv6 address)",
  uri: "with a ServerUri of \\d+ bytes(?:, if it does)?",
  url: "with the EndpointUrl \\S+",
};

define("serverStart", `the server starts(?: (?:${Object.values(SERVER_MANNERS).join("|")}))?`, (text: string): ServerStart => {
  const address = /and dials (.*)$/.exec(text)?.[1];
  const [, bytes, mayRefuse] = /ServerUri of (\d+) bytes(, if it does)?$/.exec(text) ?? [];
  const endpointUrl = /the EndpointUrl (\S+)$/.exec(text)?.[1];
  if (address !== undefined) return { address: address as ClientAddress };
  if (bytes !== undefined) {
    const told = { options: ["application-uri"], values: { serverUri: longUri(Number(bytes)) } };
    return mayRefuse === undefined ? told : { ...told, mayRefuse: true };
  }
  return endpointUrl === undefined ? {} : { options: ["endpoint-url"], values: { endpointUrl } };
});

/** A state that a server under test is brought to, at which of our clients, and how it is started. */
export interface ServerState {
  readonly state: string;
  readonly clients: readonly string[];
  readonly start: ServerStart;
}

/** From one to the next: each is reached by way of the one before. */
export const SERVER_STATES = [
  "a waiting connection",
  "a connection after Hello and Acknowledge",
  "a connection with an open secure channel",
  "a connection with an open session",
  "a session beside a waiting connection",
  "a session whose channel is to be renewed",
  "a suspended server",
  "a server that has closed its session's connection",
];

define(
  "serverState",
  `(?:${SERVER_STATES.join("|")})(?: at each of the clients ${LETTERS}| of a server limited to one session| of a server with ${SECURITY})?`,
  (text: string): ServerState => ({
    state: SERVER_STATES.find((state) => text.startsWith(state)) ?? text,
    clients: text.includes(" at each of ") ? letters(text) : ["A"],
    start: text.endsWith("limited to one session") ? { options: ["max-session-count"] } : securityIn(text),
  }),
);

/** How the client under test is started: which servers it wants, and what it is told besides. */
const MANNERS: Readonly<Record<string, ClientStart>> = {
  " for any server": { filter: "accept-any" },
  " for the server's URI": { filter: "filter-server-uri" },
  " for the server's endpoint URL": { filter: "filter-endpoint-url" },
  " for the server's URI and endpoint URL": { filter: "filter-server-uri", options: ["filter-endpoint-url"] },
  " and holds two connections at most": { options: ["hold-two"] },
  " and rejects every server": { filter: "reject" },
  " at two URLs": { urls: 2 },
  " at a URL with the prefix rcp+": { prefix: "rcp+" },
  " to read one value": { options: ["read-once"] },
};
const MANNER = [
  ...Object.keys(MANNERS)
    .map((text) => text.replace("+", "\\+"))
    .sort((a, b) => b.length - a.length),
  ` with ${SECURITY}`,
].join("|");

function mannerIn(text: string, state: string): ClientStart {
  const rest = text.slice(state.length);
  return MANNERS[rest] ?? securityIn(rest);
}

define("clientStart", `the client listens(?:${MANNER})?`, (text: string): ClientStart => mannerIn(text, "the client listens"));

/** A state that a client under test is brought to, and how it is started. */
export interface ClientState {
  readonly state: string;
  readonly start: ClientStart;
}

export const CLIENT_STATES = [
  "a client that waits for Acknowledge",
  "a client that waits for its secure channel",
  "a client with an open session on a channel of 4 s",
  "a client that has renewed its secure channel",
  "a client with an open session beside a connection that it holds",
  "a client with an open session",
];

define("clientState", `(?:${CLIENT_STATES.join("|")})(?:${MANNER})?`, (text: string): ClientState => {
  const state = CLIENT_STATES.find((one) => text.startsWith(one)) ?? text;
  return { state, start: mannerIn(text, state) };
});

/** What a network has from the beginning (`a network that drops …`), or what happens to it later (`the network drops …`). */
define("networkFault", `(?:a network that|the network) (?:${FAULT_PATTERN})`, (text: string) =>
  readFault(text.replace(/^(?:a network that|the network) /, "")),
);

/** What happens to every connection at once. */
export const NETWORK_CHANGES = ["swallows everything", "resets every connection", "goes down", "comes up again", "heals"] as const;

export type NetworkChange = (typeof NETWORK_CHANGES)[number];

define("networkChange", NETWORK_CHANGES.join("|"), (text: string): NetworkChange => text as NetworkChange);

define(
  "flood",
  "silent connections|ReverseHellos of unknown servers|connections per second",
  (text: string): FloodKind => text as FloodKind,
);

/** A type without capture groups: its whole text is transformed. */
function define<T>(name: string, pattern: string, transformer: (text: string) => T): void {
  defineParameterType({ name, regexp: new RegExp(pattern), transformer, useForSnippets: false });
}
