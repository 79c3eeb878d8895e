import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ErrorObject, ValidateFunction } from "ajv";
import { DURATION_HINT } from "../vocabulary";
import { packageRoot } from "./package-root";

/** A deviation from a schema: where (keys and positions from the top) and what, as half a sentence. */
export interface SchemaProblem {
  readonly path: readonly (string | number)[];
  /** Set when the path's last key is itself the mistake (an unknown field). */
  readonly atKey: boolean;
  readonly problem: string;
}

/** Absolute path of a schema that is shipped: `sut`, `fault`, `aggregation`. */
export function schemaFile(name: string): string {
  return join(packageRoot(), "schemas", `${name}.schema.json`);
}

/** A check of parsed YAML against a schema of ours: the deviation that tells most, or undefined. Read and compiled at the first use. */
export function schemaCheck(name: string): (data: unknown) => SchemaProblem | undefined {
  let compiled: ValidateFunction | undefined;
  return (data) => {
    // Compiling takes some 20 ms and the schema is a constant.
    compiled ??= compile(schemaFile(name));
    if (compiled(data)) return undefined;
    const error = mostTelling(compiled.errors ?? []);
    return error ? explain(error) : { path: [], atKey: false, problem: "the file does not match the schema" };
  };
}

function compile(file: string): ValidateFunction {
  // Loaded when a schema is first needed: the workers of a run need none.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { Ajv } = require("ajv") as typeof import("ajv");
  const ajv = new Ajv({ verbose: true, allErrors: true, allowUnionTypes: true, strictRequired: false, strictTypes: false });
  return ajv.compile(JSON.parse(readFileSync(file, "utf8")) as object);
}

/** An unknown field tells more than what fails because of it; the deepest place tells most. */
function mostTelling(all: readonly ErrorObject[]): ErrorObject | undefined {
  const errors = all.filter(({ keyword }) => keyword !== "anyOf" && keyword !== "if");
  const unknown = errors.find(({ keyword }) => keyword === "additionalProperties");
  return unknown ?? errors.sort((a, b) => b.instancePath.split("/").length - a.instancePath.split("/").length)[0];
}

function explain(error: ErrorObject): SchemaProblem {
  const path = error.instancePath.split("/").slice(1).map(pathPart);
  const field = path.filter((part) => typeof part === "string").join(".") || "the file";
  const params = error.params as Readonly<Record<string, unknown>>;
  const schema = (error.parentSchema ?? {}) as { readonly properties?: object; readonly description?: string };
  if (error.propertyName !== undefined) {
    const problem = `"${error.propertyName}" in ${field} must be lower case words joined by "-"`;
    return { path: [...path, error.propertyName], atKey: true, problem };
  }
  switch (error.keyword) {
    case "additionalProperties": {
      const name = String(params["additionalProperty"]);
      const allowed = Object.keys(schema.properties ?? {}).join(", ");
      return { path: [...path, name], atKey: true, problem: `unknown field "${name}" in ${field}; allowed: ${allowed}` };
    }
    case "required":
      return { path, atKey: false, problem: `${field} needs the field "${String(params["missingProperty"])}"` };
    case "enum": {
      const allowed = params["allowedValues"] as unknown[];
      const choice = allowed.length > 1 ? `one of ${allowed.join(", ")}` : String(allowed[0]);
      return { path, atKey: false, problem: `${field} must be ${choice}, not ${show(error.data)}` };
    }
    default:
      return { path, atKey: false, problem: `${field} must be ${expectation(error, schema.description)}, not ${show(error.data)}` };
  }
}

/** What the patterns of our schemas mean, each known by a part of it. */
const PATTERNS: readonly (readonly [fragment: string, meaning: string])[] = [
  ["ms|s", DURATION_HINT],
  ["opc", "a URL that starts with opc.tcp:// (or rcp+opc.tcp://)"],
  ["RC-", "a requirement id such as RC-031 or NS-05"],
  ["Bad", "a status code such as BadTcpServerTooBusy or 0x807D0000"],
  ["@", 'a tag such as "@slow"'],
  ["a-z0-9", 'lower case words joined by "-"'],
];

const TYPES: Readonly<Record<string, string>> = {
  string: "text",
  array: "a list",
  object: "a map of fields",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
};

function expectation(error: ErrorObject, description: string | undefined): string {
  const params = error.params as Readonly<Record<string, unknown>>;
  if (error.keyword === "pattern") {
    const meaning = PATTERNS.find(([fragment]) => String(params["pattern"]).includes(fragment));
    return meaning?.[1] ?? description ?? `text that matches ${String(params["pattern"])}`;
  }
  if (error.keyword === "type") {
    const types = [params["type"]].flat().map((type) => TYPES[String(type)] ?? String(type));
    return types.join(" or ");
  }
  if (error.keyword.startsWith("min") && error.keyword !== "minimum") return "not empty";
  const message = (error.message ?? "valid").replace(/^must (be )?/, "");
  return message.replace(">=", "at least").replace("<=", "at most");
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function pathPart(part: string): string | number {
  const text = part.replaceAll("~1", "/").replaceAll("~0", "~");
  return /^\d+$/.test(text) ? Number(text) : text;
}
