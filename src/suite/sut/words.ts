import type { Role } from "../../vocabulary";
import { SutError } from "./errors";
import type { CommandWord } from "./types";

/** Every placeholder that a command line, an argument group or the environment of a SUT may use. */
export const PLACEHOLDERS = [
  "clientUrl",
  "listenUrl",
  "clientUri",
  "serverUri",
  "endpointUrl",
  "pki",
  "port",
  "workdir",
  "securityPolicy",
  "securityMode",
  "user",
  "password",
  "dialect",
  "tool",
  "aggregation",
] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

/** Placeholders that have a value in one role only. */
export const OF_ONE_ROLE: Readonly<Partial<Record<string, Role>>> = {
  clientUrl: "server",
  port: "server",
  listenUrl: "client",
  clientUri: "client",
} satisfies Partial<Record<Placeholder, Role>>;

/** What placeholders stand for; several values repeat the word, or the nested group, that names them. */
export type PlaceholderValues = Partial<Readonly<Record<Placeholder, string | number | readonly string[]>>>;

// "{{name}}" is a literal "{name}"; other braces (JSON in an argument) are left alone.
const PATTERN = /\{\{([A-Za-z]+)\}\}|\{([A-Za-z]+)\}/g;

/** Names that the word uses in braces, known or not, without `{options}`. */
export function placeholdersOf(word: string): string[] {
  return [...word.matchAll(PATTERN)].flatMap((match) => (match[2] === undefined || match[2] === "options" ? [] : [match[2]]));
}

/**
 * The command line with its placeholders filled in; `{options}` (or the end) is where `groups` go.
 * Throws SutError SUT_OPTION when a placeholder has no value.
 */
export function expandCommand(
  command: readonly CommandWord[],
  groups: readonly (readonly CommandWord[])[],
  values: PlaceholderValues,
): string[] {
  const extra = groups.flat();
  const at = command.indexOf("{options}");
  const whole = at < 0 ? [...command, ...extra] : [...command.slice(0, at), ...extra, ...command.slice(at + 1)];
  return whole.flatMap((word) => (typeof word === "string" ? expandGroup([word], values) : expandGroup(word, values)));
}

/** One text in which several values are joined by commas; for environment variables and folders. */
export function expandText(text: string, values: PlaceholderValues): string {
  return fill(text, (name) => valuesOf(name, values).join(","));
}

function expandGroup(words: readonly string[], values: PlaceholderValues): string[] {
  const lengths = words.flatMap(placeholdersOf).map((name) => valuesOf(name, values).length);
  if (lengths.includes(0)) return [];
  const times = Math.max(1, ...lengths);
  return Array.from({ length: times }, (_, round) =>
    words.map((word) => fill(word, (name) => pick(valuesOf(name, values), round))),
  ).flat();
}

function pick(list: readonly string[], round: number): string {
  return list[Math.min(round, list.length - 1)] ?? "";
}

function fill(text: string, value: (name: string) => string): string {
  return text.replace(PATTERN, (_whole, literal: string | undefined, name: string) =>
    literal === undefined ? value(name) : `{${literal}}`,
  );
}

function valuesOf(name: string, values: PlaceholderValues): readonly string[] {
  const value = (values as Readonly<Record<string, string | number | readonly string[] | undefined>>)[name];
  if (value === undefined) {
    throw new SutError("SUT_OPTION", `the SUT's command line uses {${name}}, for which this scenario has no value`);
  }
  return typeof value === "object" ? value : [String(value)];
}

/** Splits a command line as a POSIX shell does: blanks, single and double quotes, backslash. No shell runs, nothing is expanded. */
export function splitCommandLine(text: string): string[] {
  const words: string[] = [];
  const pattern = /\s*((?:[^\s"'\\]|\\[^]|'[^']*'|"(?:[^"\\]|\\[^])*")+)\s*/gy;
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(text);
    if (!match) {
      if (text.slice(at).trim() === "") break;
      throw new SyntaxError(`unbalanced quote in ${JSON.stringify(text)}`);
    }
    words.push(unquote(match[1] ?? ""));
  }
  return words;
}

function unquote(word: string): string {
  return word.replace(
    /\\([^])|'([^']*)'|"((?:[^"\\]|\\[^])*)"/g,
    (_whole, escaped: string | undefined, single: string | undefined, double: string | undefined) =>
      escaped ?? single ?? (double ?? "").replace(/\\(["\\$`])/g, "$1"),
  );
}
