import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { LineCounter, isMap, isNode, isPair, isScalar, parseDocument, type Document } from "yaml";
import { readProblem } from "../../files";
import { describeSut, FieldError, type RawSut } from "./describe";
import { SutDescriptionError } from "./errors";
import { findSchemaProblem } from "./schema";
import type { SutDescription } from "./types";

/**
 * Reads and checks a `sut.yaml`.
 * Throws SutDescriptionError (exit code 2): one sentence with file, line, field and what is allowed.
 */
export async function loadSut(path: string): Promise<SutDescription> {
  const file = resolve(path);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw new SutDescriptionError(path, undefined, "", `cannot read the SUT description: ${readProblem(error)}`);
  }
  return parseSut(text, file, path);
}

/** The same for a text; `file` is its absolute path (need not exist), `shown` is how errors name it. */
export function parseSut(text: string, file: string, shown = file): SutDescription {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const broken = document.errors[0];
  if (broken) {
    const problem = `this is not valid YAML: ${broken.message.split("\n")[0]?.replace(/ at line.*$/, "") ?? "syntax error"}`;
    throw new SutDescriptionError(shown, lines.linePos(broken.pos[0]).line, "", problem);
  }
  const data = document.toJS() as unknown;
  const fail = (path: readonly string[], atKey: boolean, problem: string) =>
    new SutDescriptionError(shown, lineOf(document, lines, path, atKey), path.join("."), problem);
  const wrong = findSchemaProblem(data);
  if (wrong) throw fail(wrong.path, wrong.atKey, wrong.problem);
  try {
    return describeSut(data as RawSut, file, dirname(file));
  } catch (error) {
    if (error instanceof FieldError) throw fail(error.path, false, error.message);
    throw error;
  }
}

/** Line of a field, of its key (an unknown field), or of the nearest thing above it that is there. */
export function lineOf(document: Document, lines: LineCounter, path: readonly string[], atKey: boolean): number | undefined {
  const keys = path.map((key) => (/^\d+$/.test(key) ? Number(key) : key));
  const parent = keys.length > 1 ? document.getIn(keys.slice(0, -1), true) : document.contents;
  const last = keys.at(-1);
  if (atKey && isMap(parent)) {
    const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(last));
    if (pair && isScalar(pair.key) && pair.key.range) return lines.linePos(pair.key.range[0]).line;
  }
  const node = keys.length === 0 ? document.contents : document.getIn(keys, true);
  if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  return keys.length === 0 ? 1 : lineOf(document, lines, path.slice(0, -1), false);
}
