import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { linedYaml, readProblem, type LinedYaml, type schemaCheck } from "../files";
import { UsageError } from "./io";

/** Where a YAML file that the user gave with a flag says something, by the name under which it was given. */
export interface LinedFile {
  readonly yaml: LinedYaml;
  /** A problem with its file and line. */
  readonly at: (line: number | undefined, problem: string) => UsageError;
}

/** Reads a YAML file and checks it (`findProblem`, see schemaCheck). Throws UsageError: flag or file, line, field and what is allowed. */
export function readLined(
  flag: string,
  { given, cwd }: { readonly given: string; readonly cwd: string },
  findProblem: ReturnType<typeof schemaCheck>,
): LinedFile {
  const at = (line: number | undefined, problem: string) =>
    new UsageError(`${given}${line === undefined ? "" : `:${line}`}: ${problem}`);
  const yaml = linedYaml(read(flag, given, resolve(cwd, given)), at);
  const wrong = findProblem(yaml.data);
  if (wrong) throw at(yaml.lineOf(wrong.path, wrong.atKey), wrong.problem);
  return { yaml, at };
}

function read(flag: string, given: string, file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`${flag} ${given}: ${readProblem(error)}`, { cause: error });
  }
}
