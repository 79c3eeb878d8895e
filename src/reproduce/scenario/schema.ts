import Ajv, { type ErrorObject, type ValidateFunction } from "ajv";
import schema from "../../../schemas/fault.schema.json";
import { DURATION_HINT } from "../../trace";

export interface SchemaProblem {
  readonly path: readonly (string | number)[];
  /** True when the last key of the path is itself the mistake. */
  readonly atKey: boolean;
  readonly problem: string;
}

let compiled: ValidateFunction | undefined;

/** The first deviation of a parsed file from the schema, as half a sentence, or undefined. */
export function findSchemaProblem(data: unknown): SchemaProblem | undefined {
  // Compiling takes some 20 ms and the schema is a constant.
  compiled ??= new Ajv({ verbose: true, allErrors: true, allowUnionTypes: true, strictTypes: false }).compile(schema);
  if (compiled(data)) return undefined;
  // An unknown field tells more than what fails because of it; the deepest place tells most.
  const errors = [...(compiled.errors ?? [])].filter((error) => error.keyword !== "anyOf");
  const unknown = errors.find((error) => error.keyword === "additionalProperties");
  const error = unknown ?? errors.sort((a, b) => b.instancePath.length - a.instancePath.length)[0];
  return error ? explain(error) : { path: [], atKey: false, problem: "the file does not match the schema" };
}

function explain(error: ErrorObject): SchemaProblem {
  const path = error.instancePath.split("/").slice(1).map(pathPart);
  const field = path.filter((part) => typeof part === "string").join(".") || "the file";
  const params = error.params as Readonly<Record<string, unknown>>;
  const parent = (error.parentSchema ?? {}) as { readonly properties?: object; readonly description?: string };
  switch (error.keyword) {
    case "additionalProperties": {
      const name = String(params["additionalProperty"]);
      const allowed = Object.keys(parent.properties ?? {}).join(", ");
      return { path: [...path, name], atKey: true, problem: `unknown field "${name}" in ${field}; allowed: ${allowed}` };
    }
    case "required":
      return { path, atKey: false, problem: `${field} needs the field "${String(params["missingProperty"])}"` };
    case "enum": {
      const allowed = (params["allowedValues"] as unknown[]).join(", ");
      return {
        path,
        atKey: false,
        problem: `${field}: expected ${allowed.includes(",") ? "one of " : ""}${allowed}, got ${show(error.data)}`,
      };
    }
    default:
      return { path, atKey: false, problem: `${field}: expected ${expectation(error)}, got ${show(error.data)}` };
  }
}

const PATTERNS: readonly (readonly [fragment: string, meaning: string])[] = [
  ["ms|s", DURATION_HINT],
  ["RC-", "a requirement id such as RC-030 or NS-01"],
  ["Bad", "a status code such as BadTcpServerTooBusy or 0x807D0000"],
  ["@", 'a tag such as "@slow"'],
  ["a-z0-9", 'lower case words joined by "-"'],
];

const TYPES: Readonly<Record<string, string>> = {
  string: "text",
  array: "a list",
  object: "a map of fields",
  integer: "a whole number",
};

function expectation(error: ErrorObject): string {
  const params = error.params as Readonly<Record<string, unknown>>;
  if (error.keyword === "pattern") {
    return PATTERNS.find(([fragment]) => String(params["pattern"]).includes(fragment))?.[1] ?? "other text";
  }
  if (error.keyword === "type")
    return [params["type"]]
      .flat()
      .map((type) => TYPES[String(type)] ?? String(type))
      .join(" or ");
  if (error.keyword.startsWith("min") && error.keyword !== "minimum") return "something, not nothing";
  return (error.message ?? "something else")
    .replace(/^must (be )?/, "")
    .replace(">=", "at least")
    .replace("<=", "at most");
}

function pathPart(part: string): string | number {
  const text = part.replaceAll("~1", "/").replaceAll("~0", "~");
  return /^\d+$/.test(text) ? Number(text) : text;
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
