import { printable } from "../text";

/** What XML 1.0 does not have besides what is not printable anyway. */
const ILLEGAL = /[\uFFFE\uFFFF]/g;

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text for an element or an attribute of XML; what would act is shown, and two characters that cannot be there become U+FFFD. */
export function escapeText(text: string): string {
  return printable(text)
    .replaceAll(ILLEGAL, "\uFFFD")
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** One element; attribute values are escaped here, content is not: it is made of elements or of `escapeText`. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  content: readonly string[] = [],
): string {
  const words = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escapeText(String(value)).replaceAll("\n", "&#10;")}"`],
  );
  const text = content.join("\n");
  // Escaped text never begins with "<": that is an element, which gets lines of its own.
  const body = text.startsWith("<") ? `\n${text}\n` : text;
  return body === "" ? `<${name}${words.join("")}/>` : `<${name}${words.join("")}>${body}</${name}>`;
}
