import { foundIn } from "../../files";
import type { ToxicType } from "../types";

function isToxic(value: unknown): value is ToxicType {
  return typeof value === "object" && value !== null && "type" in value && "attributes" in value && "create" in value;
}

/** Every kind of toxic by the name that the API knows it by: one file (or folder) each, Toxiproxy's and our own. */
export const TOXICS: ReadonlyMap<string, ToxicType> = new Map(foundIn(__dirname, isToxic).map((kind) => [kind.type, kind]));
