import { badRequest } from "./errors";
import type { AttributeRule, Attributes, ToxicType } from "./types";

/**
 * Checks everything before anything changes. Absent attributes keep the value of `current`, or their default; unknown ones are
 * refused, because a misspelt attribute would be a fault that never happens.
 */
export function readAttributes(type: ToxicType, input: unknown, current?: Attributes): Attributes {
  const result: Record<string, number | string | boolean> = {};
  for (const [name, rule] of Object.entries(type.attributes)) result[name] = current?.[name] ?? rule.default;
  if (input !== undefined && input !== null) {
    if (typeof input !== "object" || Array.isArray(input)) throw badRequest(`attributes of ${type.type} must be an object`);
    for (const [given, value] of Object.entries(input)) {
      const name = Object.keys(type.attributes).find((known) => known.toLowerCase() === given.toLowerCase());
      const rule = name === undefined ? undefined : type.attributes[name];
      if (name === undefined || !rule) {
        const known = Object.keys(type.attributes);
        throw badRequest(
          `toxic ${type.type} has no attribute ${JSON.stringify(given)}, ${known.length > 0 ? `it has ${known.join(", ")}` : "it has none"}`,
        );
      }
      if (value !== null) result[name] = readValue(`attribute ${name} of ${type.type}`, rule, value);
    }
  }
  const wrong = type.check?.(result);
  if (wrong !== undefined) throw badRequest(`${type.type}: ${wrong}`);
  return result;
}

function readValue(what: string, rule: AttributeRule, value: unknown): number | string | boolean {
  const fail = (expected: string) => badRequest(`${what}: expected ${expected}, got ${JSON.stringify(value)}`);
  switch (rule.kind) {
    case "flag":
      if (typeof value !== "boolean") throw fail("true or false");
      return value;
    case "text":
      if (typeof value !== "string") throw fail("text");
      if (rule.oneOf && !rule.oneOf.includes(value)) throw fail(`one of ${rule.oneOf.map((one) => one || '""').join(", ")}`);
      return value;
    default:
      if (typeof value !== "number" || !Number.isFinite(value)) throw fail("a number");
      if (rule.kind === "int" && !Number.isSafeInteger(value)) throw fail("a whole number");
      if (rule.min !== undefined && value < rule.min) throw fail(`at least ${rule.min}`);
      if (value > (rule.max ?? Infinity)) throw fail(`at most ${rule.max}`);
      return value;
  }
}
