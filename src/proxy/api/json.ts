import { badRequest } from "../errors";
import { messageOf } from "../../text";

/**
 * Reads one JSON value as Go's decoder does: what follows the value is ignored, and keys match whatever their case. Returns an object
 * with lower-case keys (inside `attributes` too, where the toxic's own names win), or an array of them.
 */
export function parseBody(text: string): unknown {
  const body = text.trim();
  if (body === "") throw badRequest("EOF");
  if (depthOf(body) > DEEPEST) throw badRequest(`nested more than ${DEEPEST} deep`);
  try {
    return lowerKeys(JSON.parse(body));
  } catch (error) {
    const end = /position (\d+)/.exec(error instanceof Error ? error.message : "")?.[1];
    if (end !== undefined && Number(end) > 0) {
      try {
        return lowerKeys(JSON.parse(body.slice(0, Number(end))));
      } catch {
        // Not trailing garbage after a whole value: the first error tells more.
      }
    }
    throw badRequest(messageOf(error));
  }
}

/** A request nests four deep; far more would not fit on the stack of what reads or tells it. */
const DEEPEST = 100;

function depthOf(text: string): number {
  let [depth, deepest, quoted] = [0, 0, false];
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (quoted && char === "\\") at += 1;
    else if (char === '"') quoted = !quoted;
    else if (!quoted && (char === "[" || char === "{")) deepest = Math.max(deepest, ++depth);
    else if (!quoted && (char === "]" || char === "}")) depth -= 1;
  }
  return deepest;
}

/** The object of a body; `null` is an empty one. */
export function asObject(value: unknown): Record<string, unknown> {
  if (value === null) return {};
  if (typeof value !== "object" || Array.isArray(value)) throw badRequest(`expected an object, got ${kind(value)}`);
  return value as Record<string, unknown>;
}

export function asList(value: unknown): unknown[] {
  if (value === null) return [];
  if (!Array.isArray(value)) throw badRequest(`expected an array, got ${kind(value)}`);
  return value;
}

/** A text field that may be absent. */
export function optionalText(object: Record<string, unknown>, field: string): string | undefined {
  const value = object[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw badRequest(`${field}: expected text, got ${kind(value)}`);
  return value;
}

export function optionalFlag(object: Record<string, unknown>, field: string): boolean | undefined {
  const value = object[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "boolean") throw badRequest(`${field}: expected true or false, got ${kind(value)}`);
  return value;
}

function lowerKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowerKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.toLowerCase(), inner]));
}

function kind(value: unknown): string {
  return Array.isArray(value) ? "an array" : typeof value === "string" ? "text" : `${typeof value}`;
}
