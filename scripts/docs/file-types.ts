import { readFileSync } from "node:fs";
import { format } from "prettier";
import { schemaFile } from "../../src/files";

interface Schema {
  readonly description?: string;
  readonly $ref?: string;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly type?: string | readonly string[];
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | false;
  readonly definitions?: Readonly<Record<string, Schema>>;
  readonly then?: Schema;
  readonly else?: Schema;
}

/** Schemas of the files that people write, and what the type of each is called. */
const FILES = { sut: "SutFile", fault: "FaultFile", aggregation: "AggregationFile", fleet: "FleetFile" } as const;

/** src/files/file-types.ts: what is in a file of the user after its schema has passed it. */
export async function fileTypes(): Promise<string> {
  const head = "/* Made from schemas/*.schema.json by npm run docs: what a file holds after its schema has passed it. */\n\n";
  const types = Object.entries(FILES).map(([name, root]) => {
    const schema = JSON.parse(readFileSync(schemaFile(name), "utf8")) as Schema;
    const parts = Object.entries({ ...schema.definitions, "": schema });
    return parts.map(([part, one]) => `${doc(one)}export type ${root}${pascal(part)} = ${typeOf(one, root)};\n`).join("\n");
  });
  return format(head + types.join("\n"), { parser: "typescript", printWidth: 132 });
}

function typeOf(schema: Schema, root: string): string {
  if (schema.$ref !== undefined) return root + pascal(schema.$ref.split("/").at(-1) ?? "");
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.anyOf) return schema.anyOf.map((one) => `(${typeOf(one, root)})`).join(" | ");
  return [schema.type ?? []]
    .flat()
    .map((type) => plainType(type, schema, root))
    .join(" | ");
}

function plainType(type: string, schema: Schema, root: string): string {
  if (type === "integer") return "number";
  if (type === "array") return `readonly (${typeOf(schema.items ?? {}, root)})[]`;
  if (type !== "object") return type;
  if (schema.additionalProperties) return `{ readonly [name: string]: ${typeOf(schema.additionalProperties, root)} }`;
  const fields = Object.entries(schema.properties ?? {}).map(([name, field]) => {
    const optional = schema.required?.includes(name) ? "" : "?";
    return `${doc(field)}readonly ${JSON.stringify(name)}${optional}: ${fieldType(name, field, schema, root)};`;
  });
  return `{ ${fields.join("\n")} }`;
}

/** A field whose shape depends on another one has the shapes of both ways. */
function fieldType(name: string, field: Schema, { then, else: otherwise }: Schema, root: string): string {
  const ways = [field, then?.properties?.[name], otherwise?.properties?.[name]];
  return [...new Set(ways.flatMap((way) => (way && typeOf(way, root)) || []))].join(" | ");
}

function doc({ description }: Schema): string {
  return description === undefined ? "" : `/** ${description} */\n`;
}

function pascal(name: string): string {
  return name.replace(/(^|-)([a-z])/g, (_, _dash, letter: string) => letter.toUpperCase());
}
