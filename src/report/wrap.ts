import { clip, plural, printable } from "../text";

/** Characters of one text on a screen; the report has it all. */
const TEXT = 2_000;

/** Cuts a text into lines of at most `width` characters, at spaces where it can; line ends stay. Control characters are shown. */
export function wrap(text: string, width: number): string[] {
  return printable(text)
    .split("\n")
    .flatMap((line) => wrapLine(line, Math.max(20, width)));
}

function wrapLine(line: string, width: number): string[] {
  const lines: string[] = [];
  let rest = line;
  while (rest.length > width) {
    const space = rest.lastIndexOf(" ", width);
    const at = space > width / 3 ? space : width;
    lines.push(rest.slice(0, at).trimEnd());
    rest = rest.slice(at).trimStart();
  }
  return [...lines, rest];
}

/** `name  text`, wrapped, the later lines under the text; of a very long one the first lines and how many more there are. */
export function field(
  name: string,
  text: string,
  { indent, width, most }: { indent: number; width: number; most: number },
): string[] {
  const label = 10;
  const lines = wrap(clip(text, TEXT), width - indent - label);
  const shown =
    lines.length <= most
      ? lines
      : [...lines.slice(0, most - 1), `… (${plural(lines.length - most + 1, "more line")}, in the report)`];
  return shown.map((line, index) => `${" ".repeat(indent)}${(index === 0 ? name : "").padEnd(label)}${line}`.trimEnd());
}
