import { readFile } from "node:fs/promises";
import { join } from "node:path";
import Ajv, { type ErrorObject } from "ajv";
import { parse } from "yaml";
import { packageRoot } from "../../files";
import schema from "../../../schemas/requirements.schema.json";
import { CatalogueError, type Catalogue, type Requirement } from "./types";

/** Reads and checks the requirement catalogue; by default the one of the package. Rejects with CatalogueError. */
export async function loadCatalogue(path: string = join(packageRoot(), "fixtures", "requirements.yaml")): Promise<Catalogue> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new CatalogueError(`the requirement catalogue ${path} cannot be read: ${(error as Error).message}`);
  }
  return parseCatalogue(text, path);
}

/** As loadCatalogue, from text; `name` is for messages. */
export function parseCatalogue(text: string, name: string): Catalogue {
  let data: unknown;
  try {
    data = parse(text);
  } catch (error) {
    throw new CatalogueError(`${name}: no YAML: ${(error as Error).message.split("\n")[0]}`);
  }
  const validate = new Ajv({ allErrors: false, strict: false, verbose: true }).compile<{ requirements: Requirement[] }>(schema);
  if (!validate(data)) throw new CatalogueError(`${name}: ${explain(validate.errors ?? [], data)}`);
  return createCatalogue(data.requirements, name);
}

export function createCatalogue(requirements: readonly Requirement[], name = "catalogue"): Catalogue {
  const byId = new Map<string, Requirement>();
  for (const requirement of requirements) {
    if (byId.has(requirement.id)) throw new CatalogueError(`${name}: requirement ${requirement.id} is there twice; ids are unique`);
    byId.set(requirement.id, requirement);
  }
  return {
    requirements,
    testable: requirements.filter(({ notTested }) => notTested === undefined),
    get: (id) => byId.get(id),
  };
}

/** One sentence: which entry, which field, what is allowed, what was there. */
function explain(errors: readonly ErrorObject[], data: unknown): string {
  const error = errors.find(({ keyword }) => keyword !== "oneOf" && keyword !== "$ref") ?? errors[0];
  if (error === undefined) return "not a requirement catalogue";
  const index = /^\/requirements\/(\d+)/.exec(error.instancePath)?.[1];
  const entry = index === undefined ? undefined : (data as { requirements: { id?: string }[] }).requirements[Number(index)];
  const where = entry === undefined ? "" : `requirement ${entry.id ?? `number ${Number(index) + 1}`}: `;
  const field =
    error.instancePath
      .replace(/^\/requirements\/\d+/, "")
      .slice(1)
      .replaceAll("/", ".") || "the entry";
  if (errors.some(({ keyword }) => keyword === "oneOf"))
    return `${where}either sent, accepted and notJudged, or notTested (a reason) is needed`;
  const seen = typeof error.data === "object" ? "" : `, not ${JSON.stringify(error.data)}`;
  if (error.keyword === "enum") return `${where}${field} must be one of ${allowed(error)}${seen}`;
  if (error.keyword === "additionalProperties") {
    return `${where}unknown field ${String((error.params as { additionalProperty: string }).additionalProperty)}`;
  }
  return `${where}${field} ${error.message ?? "is wrong"}${seen}`;
}

function allowed(error: ErrorObject): string {
  return (error.params as { allowedValues: string[] }).allowedValues.join(", ");
}
