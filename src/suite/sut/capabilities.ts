import { SutDescriptionError } from "./errors";
import { nearestWord } from "./nearest";
import type { SutDescription } from "./types";

/**
 * Refuses a name that no scenario asks for: misspelt, it would silently claim nothing. `known` are the names after `@requires:` in
 * the features. Throws {@link SutDescriptionError}.
 */
export function checkCapabilities(sut: Pick<SutDescription, "file" | "named">, known: Iterable<string>): void {
  const names = [...new Set(known)].sort();
  const wrong = sut.named.find(({ name }) => !names.includes(name));
  if (!wrong) return;
  const near = nearestWord(wrong.name, names);
  const problem = `${wrong.field} names "${wrong.name}", which no scenario asks for${near ? `; did you mean "${near}"?` : ";"} known: ${names.join(", ")}`;
  throw new SutDescriptionError(sut.file, wrong.line, wrong.field, problem);
}
