/**
 * What must not reach a terminal, a log or a file that people read as it is: control characters (they move the cursor, colour, ring,
 * end the text), marks that turn the direction of writing or have no width (they make a text look like another), line ends that only
 * some programs know, and halves of surrogate pairs. The line feed is not among them.
 */
const UNPRINTABLE =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** Text of a peer may hold anything: what would act is shown, as `\x1b` or `\u202e`; a tab is a space, a line feed stays. */
export function printable(text: string): string {
  return text.replaceAll(UNPRINTABLE, (character) => {
    if (character === "\t") return " ";
    const code = character.charCodeAt(0);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

/** The same for a place that has one line: line ends are spaces. */
export function oneLine(text: string): string {
  return indentedLine(text).trim();
}

/** As `oneLine`, with the blanks at both ends. */
export function indentedLine(text: string): string {
  return printable(text.replaceAll(/[ \t]*\r?\n[ \t]*/g, " "));
}

/** JSON for a place that people look at as well: the same value, with what would act written as an escape. */
export function printableJson(json: string): string {
  return json.replaceAll(UNPRINTABLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** At most `most` characters; what is left out is said, never silently. Cuts no surrogate pair. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = /[\uD800-\uDBFF]/.test(text.charAt(most - 1)) ? most - 1 : most;
  return `${text.slice(0, end)}… (${text.length} characters)`;
}
