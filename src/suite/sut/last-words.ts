/** How many lines are shown of a program that ended. */
const SHOWN = 5;

const COMPLAINT = /\b(?:[A-Z]\w*)?(?:Error|Exception)\b|\berror\b|\bfatal\b|\bpanic|EADDR/;
const PORT_TAKEN = /EADDRINUSE|address (?:is )?already in use/i;

/** The lines that tell why a program ended: its first complaint among the last ones, which a stack trace may follow, and its very last. */
export function lastWords(lines: readonly string[]): readonly string[] {
  const complaint = lines.findIndex((line) => COMPLAINT.test(line));
  if (complaint < 0 || complaint >= lines.length - SHOWN) return lines.slice(-SHOWN);
  return [lines[complaint] ?? "", ...lines.slice(1 - SHOWN)];
}

/** What can be done about it, where the lines say; "" otherwise. */
export function adviceOn(lines: readonly string[]): string {
  if (!lines.some((line) => PORT_TAKEN.test(line))) return "";
  return "; its port is taken, and several scenarios run at once: give it {port} on its command line (docs/sut.md), or run with --parallel 1";
}
