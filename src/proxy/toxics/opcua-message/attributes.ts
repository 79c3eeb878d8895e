import { statusCode } from "../../../protocol";
import { MESSAGE_NAMES, MESSAGE_TYPES } from "../../../vocabulary";
import type { AttributeRule, Attributes } from "../../types";
import { LONGEST_DELAY } from "../alarm";
import { FIELDS } from "./fields";

export const ACTIONS = ["drop", "delay", "duplicate", "corrupt", "truncate", "hold", "swap", "cut", "inject"] as const;
export type Action = (typeof ACTIONS)[number];

const int = (least?: number): AttributeRule => ({ kind: "int", default: 0, ...(least === undefined ? {} : { min: least }) });
const oneOf = (...choices: [string, ...string[]]): AttributeRule => ({ kind: "text", default: choices[0], oneOf: choices });

export const ATTRIBUTES: Readonly<Record<string, AttributeRule>> = {
  // Which messages.
  message: oneOf("any", ...MESSAGE_TYPES, ...MESSAGE_NAMES),
  chunk: oneOf("", "F", "C", "A"),
  connection: int(0),
  nth: int(0),
  every: int(0),
  count: int(0),
  scope: oneOf("connection", "proxy"),
  probability: { kind: "number", default: 1, min: 0, max: 1 },
  // What happens to them.
  action: oneOf(...ACTIONS),
  delay: { kind: "int", default: 0, min: 0, max: LONGEST_DELAY },
  bytes: int(0),
  position: oneOf("before", "inside", "after", "instead"),
  how: oneOf("fin", "rst"),
  then: oneOf("", "fin", "rst"),
  release: { kind: "flag", default: false },
  offset: int(),
  length: { kind: "int", default: 1, min: 1 },
  xor: { kind: "int", default: 255, min: 1, max: 255 },
  field: oneOf("", ...FIELDS),
  find: { kind: "text", default: "" },
  value: { kind: "text", default: "" },
  code: { kind: "text", default: "BadTcpInternalError" },
  reason: { kind: "text", default: "" },
  to: oneOf("receiver", "sender"),
};

/** Sentence about attributes that do not go together, or undefined. */
export function checkAttributes(attributes: Attributes): string | undefined {
  const { action, position, nth, every } = attributes;
  if (nth !== 0 && every !== 0) return "nth and every exclude each other; give one of them";
  if (action === "cut" && position === "instead") return "position: expected before, inside or after for a cut, got instead";
  if (action === "inject" && position === "inside") return "position: expected before, after or instead for inject, got inside";
  if (action === "inject" && readCode(String(attributes["code"])) === undefined)
    return `code: expected a name such as BadTcpServerTooBusy or a number such as 0x807D0000, got ${JSON.stringify(attributes["code"])}`;
  if (attributes["field"] !== "" && attributes["find"] !== "") return "field and find exclude each other; give one of them";
  return undefined;
}

/** A status code by name, decimal or hexadecimal number. */
export function readCode(text: string): number | undefined {
  const named = statusCode(text);
  if (named !== undefined) return named;
  if (!/^(0x[0-9a-f]{1,8}|\d{1,10})$/i.test(text)) return undefined;
  const value = Number(text);
  return value <= 0xffffffff ? value : undefined;
}
