import { formatWithOptions, stripVTControlCharacters } from "node:util";
import { printable } from "./printable";

const METHODS = ["log", "info", "warn", "error", "debug", "trace"] as const;

/**
 * What libraries print past everybody (node-opcua dumps messages that it cannot read) goes to `print`, line by line and printable, so that
 * what a peer said in it can neither act on a terminal nor pass for a line of ours. For the thread that calls it.
 */
export function redirectConsole(print: (line: string) => void): void {
  const say = (...words: unknown[]) => {
    const text = stripVTControlCharacters(formatWithOptions({ colors: false }, ...words));
    for (const line of text.split(/\r?\n/)) if (line.trim() !== "") print(printable(line).trimEnd());
  };
  Object.assign(globalThis.console, Object.fromEntries(METHODS.map((name) => [name, say])));
}
