import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv, { type ErrorObject, type ValidateFunction } from "ajv";
import { DURATION_HINT } from "../../trace";
import { packageRoot } from "../../files";

/** A deviation from the schema: where (keys from the top) and what, as half a sentence. */
export interface SchemaProblem {
  readonly path: readonly string[];
  /** Set when the path's last key is itself the mistake (an unknown field). */
  readonly atKey: boolean;
  readonly problem: string;
}

/** Absolute path of the JSON Schema that is shipped. */
export const SUT_SCHEMA_FILE = join(packageRoot(), "schemas", "sut.schema.json");

/** A check of parsed YAML against a JSON Schema: the first deviation, or undefined. The file is read at the first use. */
export function schemaCheck(file: string): (data: unknown) => SchemaProblem | undefined {
  // Compiling takes some 20 ms and the schema is a constant: once per process.
  const validator = once((): ValidateFunction => {
    const ajv = new Ajv({ verbose: true, allowUnionTypes: true, strictRequired: false, strictTypes: false });
    return ajv.compile(JSON.parse(readFileSync(file, "utf8")) as object);
  });
  return (data) => {
    const validate = validator();
    if (validate(data)) return undefined;
    const error = validate.errors?.find((candidate) => candidate.keyword !== "if");
    return error ? explain(error) : { path: [], atKey: false, problem: "it does not match the schema" };
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** The first deviation of parsed YAML from `sut.schema.json`, or undefined. */
export const findSchemaProblem = schemaCheck(SUT_SCHEMA_FILE);

function explain(error: ErrorObject): SchemaProblem {
  const path = error.instancePath.split("/").slice(1).map(unescapePointer);
  const field = path.join(".") || "the file";
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
    case "enum":
      return {
        path,
        atKey: false,
        problem: `${field} must be one of ${(params["allowedValues"] as unknown[]).join(", ")}, not ${show(error.data)}`,
      };
    default:
      return { path, atKey: false, problem: `${field} must be ${expectation(error, schema.description)}, not ${show(error.data)}` };
  }
}

const PATTERNS: readonly (readonly [fragment: string, meaning: string])[] = [
  ["ms|s|m", DURATION_HINT],
  ["opc", "a URL that starts with opc.tcp:// (or rcp+opc.tcp://)"],
  ["RC-", "a requirement id such as RC-031 or NS-05"],
  ["a-z0-9", 'lower case words joined by "-"'],
];

function expectation(error: ErrorObject, description: string | undefined): string {
  const params = error.params as Readonly<Record<string, unknown>>;
  if (error.keyword === "pattern") {
    const meaning = PATTERNS.find(([fragment]) => String(params["pattern"]).includes(fragment));
    return meaning?.[1] ?? description ?? `text that matches ${String(params["pattern"])}`;
  }
  if (error.keyword === "type") return typeNames(params["type"]);
  if (error.keyword === "minItems" || error.keyword === "minLength" || error.keyword === "minProperties") return "not empty";
  return (error.message ?? "valid").replace(/^must (be )?/, "");
}

const TYPES: Readonly<Record<string, string>> = {
  string: "text",
  array: "a list",
  object: "a map of fields",
  number: "a number",
  boolean: "true or false",
};

function typeNames(types: unknown): string {
  const names = Array.isArray(types) ? (types as string[]) : [String(types)];
  return names.map((name) => TYPES[name] ?? name).join(" or ");
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function unescapePointer(part: string): string {
  return part.replaceAll("~1", "/").replaceAll("~0", "~");
}
