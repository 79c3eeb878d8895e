import { FAULT_WORDS, isFaultWord, LabError, placed, readFault, sentenceOf, type AttributeRow, type Attributes } from "../../lab";
import { parseDuration } from "../../trace";
import { messageName, messageType, otherRole, sendersOf, senderOf, type Role } from "../../vocabulary";
import type { Fault, FaultOn, Sentence } from "./types";
import { ordinal, spoken } from "./words";

/** Our side gets another address; of the words for the lab it is the one that is not the router's. */
const MOVE = "move-client";

/** The word of a fault that a real router makes (docs/lab.md), not the proxy. */
export function routerWord({ do: deed }: Pick<Fault, "do">): string | undefined {
  return Object.keys(deed).find((word) => word === MOVE || isFaultWord(word));
}

/** What is wrong with a fault of the router, as half a sentence with the keys where; undefined: nothing. */
export function routerProblem(
  fault: Fault,
  role: Role,
): { readonly path: readonly string[]; readonly sentence: string } | undefined {
  const word = routerWord(fault) ?? "";
  const [other] = Object.keys(fault.do).filter((one) => one !== word);
  if (other) return at(["do", other], `do: "${word}" and "${other}" are two faults; make them two entries of the list`);
  if (fault.chance !== undefined) return at(["chance"], `"${word}" has no "chance": the router does it, or it does not`);
  const problem = eventProblem(word, fault.on ?? {});
  if (problem) return problem;
  if (word === MOVE) return moveProblem(fault, role);
  try {
    // Which side a role is on changes nothing about what is right.
    readFault(
      word,
      placed(attributesOf(fault, role), () => "us"),
    );
  } catch (error) {
    if (error instanceof LabError) return at(["do", word], `do: ${error.message}`);
    throw error;
  }
  return undefined;
}

function at(path: readonly string[], sentence: string) {
  return { path, sentence };
}

function moveProblem({ for: duration }: Fault, role: Role) {
  if (role === "client") return at(["do", MOVE], `do: "${MOVE}" moves the client that we play; here the client is the product`);
  return duration === undefined
    ? undefined
    : at(["for"], `"for" does not go with "${MOVE}": the client has moved, and stays there`);
}

const EVENTS = ["time", "message", "nth", "direction"];

function eventProblem(word: string, on: FaultOn) {
  const [other] = Object.keys(on).filter((key) => !EVENTS.includes(key));
  if (other) return at(["on", other], `on: "${word}" waits for nothing, for "time", or for "message" with "nth" and "direction"`);
  const { time, message, nth, direction } = on;
  if (time !== undefined && message !== undefined)
    return at(["on", "message"], `on: "time" and "message" are two events; keep one`);
  if (message === undefined) {
    const lone = nth !== undefined ? "nth" : direction !== undefined ? "direction" : undefined;
    if (lone === "direction")
      return at(["on", lone], `on: "direction" belongs to a message; say whose packets by "from" of "${word}"`);
    return lone && at(["on", lone], `on: "nth" counts messages; add "message"`);
  }
  const type = messageType(message);
  if (!type) return at(["on", "message"], `on: "${word}" waits for a certain message, not for any`);
  if (direction === undefined && sendersOf(type).length > 1)
    return at(["on", "message"], `on: ${message} travels both ways; add "direction: to-server" or "direction: to-client"`);
  return undefined;
}

/** `lose-packets: 20`, `reject: {how: rst}`, `drop-syn: true`: attributes by their names; a link goes down on our side if nobody says. */
function attributesOf(fault: Fault, role: Role): Attributes {
  const word = routerWord(fault) as keyof typeof FAULT_WORDS;
  const rows = FAULT_WORDS[word].attributes;
  const value: unknown = fault.do[word];
  const [first = ""] = Object.keys(rows);
  const given = typeof value === "object" ? (value as Attributes) : value === true ? {} : { [first]: value as string | number };
  const ours = "side" in rows ? { side: otherRole(role) } : {};
  return { ...ours, ...inUnits(given, rows) };
}

/** Times are durations in a file, and numbers of their unit in the lab. */
function inUnits(given: Attributes, rows: Readonly<Record<string, AttributeRow>>): Attributes {
  const entries = Object.entries(given).map(([name, value]) => {
    const unit = rows[name]?.unit;
    return [name, unit === undefined ? value : parseDuration(value as string | number) / unit] as const;
  });
  return Object.fromEntries(entries);
}

/** A checked fault of the router in the sentence of the features that makes it. */
export function routerSentence(fault: Fault, role: Role): Sentence {
  const { on = {}, for: duration } = fault;
  const word = routerWord(fault) ?? "";
  const when = momentOf(on, word === MOVE || duration !== undefined);
  const what =
    word === MOVE
      ? "our client moves to another address under the same name"
      : `the router ${sentenceOf({ word, attributes: attributesOf(fault, role) })}`;
  return { text: [when, what, duration === undefined ? "" : `for ${spoken(duration)}`].filter((part) => part !== "").join(", ") };
}

/** When it comes; one that is there from the start and stays needs no word of it. */
function momentOf({ time, message, nth = 1, direction }: FaultOn, needsWords: boolean): string {
  if (time !== undefined) return `${spoken(time)} after the first connection`;
  const type = messageType(message ?? "");
  if (!type) return needsWords ? "from the start" : "";
  const whose = sendersOf(type).length > 1 && direction ? ` of the ${senderOf(direction)}` : "";
  return `once the ${ordinal(nth)} ${messageName(type)}${whose} has passed`;
}
