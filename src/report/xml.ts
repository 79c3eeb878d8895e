/** Characters that XML 1.0 does not have at all, not even escaped: a SUT may print anything. */
const ILLEGAL =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u0084\u0086-\u009F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text for an element or an attribute of XML or HTML; characters that cannot be there become U+FFFD. */
export function escapeText(text: string): string {
  return text.replaceAll(ILLEGAL, "\uFFFD").replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
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
