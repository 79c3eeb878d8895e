import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { linedYaml, readProblem, schemaCheck, type SutFile } from "../../files";
import { describeSut, FieldError } from "./describe";
import { SutDescriptionError } from "./errors";
import type { SutDescription } from "./types";

const findSchemaProblem = schemaCheck("sut");

/**
 * Reads and checks a `sut.yaml`. A worker knows that the command has checked it against the schema (`isChecked`), which takes 0.1 s.
 * Throws SutDescriptionError (exit code 2): one sentence with file, line, field and what is allowed.
 */
export async function loadSut(path: string, isChecked = false): Promise<SutDescription> {
  const file = resolve(path);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw new SutDescriptionError(path, undefined, "", `cannot read the SUT description: ${readProblem(error)}`);
  }
  return parseSut(text, file, path, isChecked);
}

/** The same for a text; `file` is its absolute path (need not exist), `shown` is how errors name it. */
export function parseSut(text: string, file: string, shown = file, isChecked = false): SutDescription {
  const yaml = linedYaml(text, (line, problem) => new SutDescriptionError(shown, line, "", problem));
  const fail = (path: readonly (string | number)[], atKey: boolean, problem: string) =>
    new SutDescriptionError(shown, yaml.lineOf(path, atKey), path.join("."), problem);
  const wrong = isChecked ? undefined : findSchemaProblem(yaml.data);
  if (wrong) throw fail(wrong.path, wrong.atKey, wrong.problem);
  try {
    return describeSut(yaml.data as SutFile, file, dirname(file), (path) => yaml.lineOf(path, true));
  } catch (error) {
    if (error instanceof FieldError) throw fail(error.path, false, error.message);
    throw error;
  }
}
