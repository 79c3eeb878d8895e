import { defineParameterType } from "@cucumber/cucumber";
import type { MessageType } from "../../src/protocol";
import type { ClientStart, FloodKind } from "../../src/suite/scenario";

/** Messages by the names that Part 6 gives them; HTTP and XYZ stand for what is no OPC UA. */
const MESSAGES: Readonly<Record<string, MessageType | "HTTP" | "XYZ">> = {
  ReverseHello: "RHE",
  Hello: "HEL",
  Acknowledge: "ACK",
  Error: "ERR",
  OpenSecureChannel: "OPN",
  Message: "MSG",
  CloseSecureChannel: "CLO",
  "HTTP request": "HTTP",
  "message of unknown type": "XYZ",
};

export type SendableType = MessageType | "HTTP" | "XYZ";

defineParameterType({
  name: "message",
  regexp: /ReverseHello|Hello|Acknowledge|Error|OpenSecureChannel|Message|CloseSecureChannel|HTTP request|message of unknown type/,
  transformer: (name: string): SendableType => MESSAGES[name] ?? "XYZ",
});

/** A fault may be there from the begin (`a network that drops …`) or come later (`the network drops …`). */
defineParameterType({
  name: "network",
  regexp: /a network that|the network/,
  transformer: (text: string): string => text,
  useForSnippets: false,
});

/** `our client`, `our client B`; the transformed value is the name of the link. */
defineParameterType({
  name: "ourClient",
  regexp: /our client(?: [A-F])?/,
  transformer: (text: string): string => /our client ([A-F])/.exec(text)?.[1] ?? "A",
  useForSnippets: false,
});

/** `our server`, `our server B`. */
defineParameterType({
  name: "ourServer",
  regexp: /our server(?: [A-F])?/,
  transformer: (text: string): string => /our server ([A-F])/.exec(text)?.[1] ?? "A",
  useForSnippets: false,
});

/** `A`, `A and B`, `A, B and C`. */
defineParameterType({
  name: "letters",
  regexp: /[A-F](?:, [A-F])* and [A-F]/,
  transformer: (text: string): string[] => text.split(/, | and /),
  useForSnippets: false,
});

/** A status code by its name. */
defineParameterType({ name: "code", regexp: /Bad[A-Za-z]+/, useForSnippets: false });

/** How the server is told where our client listens. */
export type ClientAddress = "a host name" | "an IPv4 address" | "an IPv6 address";

defineParameterType({ name: "address", regexp: /a host name|an IPv4 address|an IPv6 address/, useForSnippets: false });

/** `BadTimeout`, `BadTimeout or BadTcpInternalError`. */
defineParameterType({
  name: "codes",
  regexp: /Bad[A-Za-z]+(?: or Bad[A-Za-z]+)*/,
  transformer: (text: string): string[] => text.split(" or "),
  useForSnippets: false,
});

/** `200 ms`, `1.5 s`, `2 min`, or the SUT's stated timing: `the redial delay`, `half the suspension`, `3 times the hold time`. */
export class Duration {
  constructor(
    readonly text: string,
    private readonly factor: number,
    private readonly name: string,
  ) {}

  /** Milliseconds, given the SUT's stated timing. */
  in(stated: Readonly<Record<string, number>>): number {
    const base = UNITS[this.name] ?? stated[STATED[this.name] ?? ""];
    if (base === undefined) throw new Error(`the SUT's description states no ${this.name}`);
    return this.factor * base;
  }
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000 };
const STATED: Readonly<Record<string, string>> = {
  "redial delay": "redial",
  suspension: "suspension",
  "hold time": "holdTime",
  "wait timeout": "waitTimeout",
  "first-message timeout": "firstMessageTimeout",
  "connect timeout": "connectTimeout",
  "open timeout": "openTimeout",
};
const NAMES = Object.keys(STATED).join("|");
const DURATION = `\\d+(?:\\.\\d+)? (?:ms|s|min)|(?:half |twice |\\d+ times )?(?:the|its) (?:${NAMES})`;

function readDuration(text: string): Duration {
  const plain = /^([\d.]+) (ms|s|min)$/.exec(text);
  if (plain) return new Duration(text, Number(plain[1]), plain[2] ?? "ms");
  const [, times, name] = new RegExp(`^(?:(half|twice|\\d+ times) )?(?:the|its) (${NAMES})$`).exec(text) ?? [];
  const factor = times === undefined ? 1 : times === "half" ? 0.5 : times === "twice" ? 2 : parseInt(times, 10);
  return new Duration(text, factor, name ?? "");
}

defineParameterType({
  name: "duration",
  regexp: new RegExp(DURATION),
  transformer: readDuration,
  useForSnippets: false,
});

/** ` within its hold time`, or nothing. */
defineParameterType({
  name: "deadline",
  regexp: new RegExp(` within (?:${DURATION})|`),
  transformer: (text: string): Duration | undefined => (text ? readDuration(text.slice(" within ".length)) : undefined),
  useForSnippets: false,
});

/** ` with Error BadTimeout or BadTcpInternalError`, or nothing. */
defineParameterType({
  name: "errors",
  regexp: / with Error Bad[A-Za-z]+(?: or Bad[A-Za-z]+)*|/,
  transformer: (text: string): string[] | undefined => (text ? text.slice(" with Error ".length).split(" or ") : undefined),
  useForSnippets: false,
});

/** How the client under test is started: which servers it wants, and what it is told besides. */
const MANNERS: Readonly<Record<string, ClientStart>> = {
  "": {},
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

defineParameterType({
  name: "manner",
  regexp: new RegExp(
    Object.keys(MANNERS)
      .map((text) => text.replace("+", "\\+"))
      .sort((a, b) => b.length - a.length)
      .join("|"),
  ),
  transformer: (text: string): ClientStart => MANNERS[text] ?? {},
  useForSnippets: false,
});

defineParameterType({
  name: "flood",
  regexp: /silent connections|ReverseHellos of unknown servers|connections per second/,
  transformer: (text: string): FloodKind => text as FloodKind,
  useForSnippets: false,
});

defineParameterType({
  name: "ordinal",
  regexp: /\d+(?:st|nd|rd|th)/,
  transformer: (text: string): number => parseInt(text, 10),
  useForSnippets: false,
});

/** `Basic256Sha256 SignAndEncrypt`. */
export interface SecurityChoice {
  readonly policy: "Basic256Sha256" | "Aes128_Sha256_RsaOaep" | "Aes256_Sha256_RsaPss";
  readonly mode: "Sign" | "SignAndEncrypt";
}

defineParameterType({
  name: "security",
  regexp: /(Basic256Sha256|Aes128_Sha256_RsaOaep|Aes256_Sha256_RsaPss) (Sign|SignAndEncrypt)/,
  transformer: (policy: string, mode: string): SecurityChoice => ({ policy, mode }) as SecurityChoice,
  useForSnippets: false,
});
