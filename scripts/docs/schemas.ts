import { readFileSync } from "node:fs";
import { format } from "prettier";
import { schemaFile } from "../../src/files";
import { FAULT_WORDS, type AttributeRow, type FaultRow } from "../../src/lab";
import { formatDuration } from "../../src/trace";
import { DIALECTS, MESSAGE_NAMES, MESSAGE_TYPES, ROLES, TIMINGS } from "../../src/vocabulary";

type Json = Record<string, object>;

/** A schema with what the tables of src/vocabulary say put in. */
async function made(name: string, put: (schema: Json) => void): Promise<string> {
  const schema = JSON.parse(readFileSync(schemaFile(name), "utf8")) as Json;
  put(schema);
  return format(JSON.stringify(schema), { parser: "json", printWidth: 132 });
}

function at(schema: Json, ...path: readonly string[]): Json {
  return path.reduce((part, key) => part[key] as Json, schema);
}

export function sutSchema(): Promise<string> {
  return made("sut", (schema) => {
    const timings = TIMINGS.map(({ name, role, doc, default: ms, claimed }) => {
      const whose = role === "both" ? "" : `${role === "server" ? "Server" : "Client"}: `;
      const description = `${whose}${doc}${claimed ? "" : ` (${formatDuration(ms)})`}.`;
      return [name, { $ref: "#/definitions/duration", description }];
    });
    at(schema, "properties", "timing")["properties"] = Object.fromEntries(timings) as object;
    at(schema, "properties", "dialect")["enum"] = DIALECTS;
    at(schema, "properties", "role")["enum"] = [...ROLES, "both"];
  });
}

export function faultSchema(): Promise<string> {
  return made("fault", (schema) => {
    const words = at(schema, "definitions", "do", "properties");
    for (const [word, row] of Object.entries(FAULT_WORDS)) words[word] = routerWord(row);
    at(schema, "definitions", "on", "properties", "message")["enum"] = [...MESSAGE_TYPES, ...MESSAGE_NAMES, "any"];
    at(schema, "properties", "dialect")["enum"] = DIALECTS;
    at(schema, "properties", "role")["enum"] = ROLES;
  });
}

/** A fault of the router in a file: true, its first attribute alone, or a map of them. What fits together is checked later. */
function routerWord({ summary, attributes }: FaultRow): object {
  const [first] = Object.values<AttributeRow>(attributes) as [AttributeRow];
  const single = typeof first.example === "number" && first.unit === undefined ? "number" : "string";
  const properties = Object.fromEntries(
    Object.entries<AttributeRow>(attributes).map(([name, row]) => [name, attributeSchema(name, row)]),
  );
  const description = `The router ${summary}; docs/lab.md.`;
  return { type: ["boolean", single, "object"], additionalProperties: false, description, properties };
}

function attributeSchema(name: string, { example, choices, unit }: AttributeRow): object {
  if (unit !== undefined) return { $ref: "#/definitions/duration" };
  if (choices) return { enum: ["from", "side"].includes(name) ? ROLES : choices };
  return { type: typeof example };
}
