import { defineParameterType } from "@cucumber/cucumber";
import { readSentence, ROUTER_PATTERN, type FaultWords } from "../../src/lab";
import {
  DURATION_PATTERN,
  MESSAGE_NAMES,
  messageType,
  readDuration,
  sendersOf,
  type Duration,
  type MessageType,
  type Role,
} from "../../src/vocabulary";

/** What the router does; roles become sides of the lab when it is laid. */
export interface RouterFault extends FaultWords {
  /** In the words of the sentence. */
  readonly text: string;
}

defineParameterType({
  name: "routerFault",
  regexp: new RegExp(ROUTER_PATTERN),
  transformer: readRouterFault,
  useForSnippets: false,
});

export function readRouterFault(text: string): RouterFault {
  const fault = readSentence(text);
  if (!fault) throw new Error(`no fault of a router: "${text}"`);
  return { ...fault, text: `the router ${text}` };
}

/** When something happens of itself while the scenario goes on. */
export type MomentWords =
  | { readonly kind: "start" }
  | { readonly kind: "connection"; readonly after: Duration }
  | { readonly kind: "message"; readonly nth: number; readonly type: MessageType; readonly sender: Role };

const PASSED = `once the \\d+(?:st|nd|rd|th) (?:${MESSAGE_NAMES.join("|")})(?: of the (?:server|client))? has passed`;

defineParameterType({
  name: "moment",
  regexp: new RegExp(`from the start|(?:${DURATION_PATTERN}) after the first connection|${PASSED}`),
  transformer: readMoment,
  useForSnippets: false,
});

export function readMoment(text: string): MomentWords {
  const [, nth, name, whose] = /^once the (\d+)\w\w (\w+)(?: of the (server|client))? has passed$/.exec(text) ?? [];
  const type = messageType(name ?? "");
  if (type) return { kind: "message", nth: Number(nth), type, sender: (whose as Role | undefined) ?? onlySender(type) };
  const after = text.endsWith(" after the first connection") ? text.slice(0, -" after the first connection".length) : undefined;
  return after === undefined ? { kind: "start" } : { kind: "connection", after: readDuration(after) };
}

function onlySender(type: MessageType): Role {
  const [sender, other] = sendersOf(type);
  if (!sender || other) throw new Error(`both sides send ${type}: say "of the server" or "of the client"`);
  return sender;
}

/** How our host name is known: `in IPv6 only`, `in both families, of which IPv6 is dead`. */
export interface NameWords {
  readonly family: "v4" | "v6" | "both";
  readonly dead?: "v4" | "v6";
  readonly text: string;
}

defineParameterType({
  name: "families",
  regexp: /in IPv[46] only|in both families(?:, of which IPv[46] is dead)?/,
  transformer: (text: string): NameWords => {
    const version = /IPv([46])/.exec(text)?.[1] === "6" ? "v6" : "v4";
    if (text.endsWith("only")) return { family: version, text };
    return text.endsWith("dead") ? { family: "both", dead: version, text } : { family: "both", text };
  },
  useForSnippets: false,
});

/** What a product states that it may take: for its next dial, and before that, where it cannot have noticed, for its keep-alive. */
export interface RecoveryTime {
  readonly keepAlive: boolean;
}

defineParameterType({
  name: "recovery",
  regexp: /its dial time|its keep-alive and dial time/,
  transformer: (text: string): RecoveryTime => ({ keepAlive: text.includes("keep-alive") }),
  useForSnippets: false,
});
