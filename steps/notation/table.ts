import type { DataTable } from "@cucumber/cucumber";
import { ConformanceError } from "../../src/suite/expect";
import { statusName, type Message, type WireString } from "../../src/protocol";
import { FOURTH_BYTE, type Fields } from "./frames";
import { stringValue, type Names } from "./values";

/** `| field | value |` rows; a missing table is no fields. */
export function fieldsOf(table: DataTable | undefined): Fields {
  return table ? (Object.fromEntries(table.raw()) as Fields) : {};
}

/** Compares a message with a table and names every difference at once. */
export function expectFields(message: Message, expected: Fields, names: Names): void {
  const wrong = Object.entries(expected).flatMap(([field, value]) => {
    const actual = readField(message, field);
    return matches(actual, value, names) ? [] : [{ field, value, actual: show(actual) }];
  });
  if (wrong.length === 0) return;
  const list = (pick: (entry: (typeof wrong)[number]) => string) =>
    wrong.map((entry) => `${entry.field} ${pick(entry)}`).join(", ");
  throw new ConformanceError(
    `${message.type} with ${list(({ value }) => value)}`,
    `${message.type} with ${list(({ actual }) => actual)}`,
  );
}

function readField(message: Message, field: string): WireString | number | string | undefined {
  switch (field) {
    case FOURTH_BYTE:
      return message.chunk;
    case "MessageSize":
      return message.size;
    case "Trailing":
      return message.trailing.length;
    case "Error":
      return message.type === "ERR" ? statusName(message.code) : undefined;
    default:
      return (message as unknown as Record<string, WireString | number | undefined>)[
        field.charAt(0).toLowerCase() + field.slice(1)
      ];
  }
}

/** With a host: a name, or an IPv6 literal in brackets (RFC 3986, 3.2.2); path and query are as the server likes. */
const URL_OF_OPC_TCP = /^opc\.tcp:\/\/(?:\[[\da-f:.]+(?:%[\w.~%-]+)?\]|[^/?#:[\]\s]+)(?::\d+)?(?:[/?#]|$)/i;

/** `at least 8192`, `under 4096 bytes`, `a URL of opc.tcp`, or a value in the notation of tables. */
function matches(actual: WireString | number | string | undefined, expected: string, names: Names): boolean {
  const [, comparison, limit] = /^(at least|at most|under) (\d+)(?: bytes)?$/.exec(expected) ?? [];
  if (comparison) {
    const size = typeof actual === "object" ? actual.byteLength : Number(actual);
    return comparison === "at least"
      ? size >= Number(limit)
      : comparison === "at most"
        ? size <= Number(limit)
        : size < Number(limit);
  }
  if (typeof actual !== "object") return String(actual) === expected;
  if (expected === "a URL of opc.tcp") return URL_OF_OPC_TCP.test(actual.value ?? "");
  const wanted = stringValue(expected, names);
  if (wanted === null) return actual.value === null;
  return typeof wanted === "string" ? actual.value === wanted : Buffer.isBuffer(wanted) && actual.bytes.equals(wanted);
}

function show(actual: WireString | number | string | undefined): string {
  if (typeof actual !== "object") return String(actual);
  return actual.byteLength > 80 ? `${actual.byteLength} bytes` : JSON.stringify(actual.value);
}

/** Attributes that are text for the proxy even where they look like a number. */
const TEXT = new Set(["name", "value", "code", "reason"]);

/** `| attribute | value |` rows, with numbers and booleans as such. */
export function scalarsOf(table: DataTable): Record<string, string | number | boolean> {
  return Object.fromEntries(Object.entries(fieldsOf(table)).map(([key, value]) => [key, TEXT.has(key) ? value : scalar(value)]));
}

function scalar(text: string): string | number | boolean {
  if (text === "true" || text === "false") return text === "true";
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
