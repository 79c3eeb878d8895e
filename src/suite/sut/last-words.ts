/** How many lines are shown of a program that ended. */
const SHOWN = 5;

const COMPLAINT = /\b(?:[A-Z]\w*)?(?:Error|Exception)\b|\berror\b|\bfatal\b|\bpanic|EADDR/;
const PORT_TAKEN = /EADDRINUSE|address (?:is )?already in use/i;

/**
 * The lines that tell how a program ended: its first complaint among the last ones and its very last, with the two innermost frames of a
 * stack as JavaScript, Java and .NET print it.
 */
export function lastWords(lines: readonly string[]): readonly string[] {
  const isFrame = (index: number) => /^\s+at /.test(lines[index] ?? "");
  const told = lines.filter((_, index) => !(isFrame(index) && isFrame(index - 1) && isFrame(index - 2)));
  const complaint = told.findIndex((line) => COMPLAINT.test(line));
  if (complaint < 0 || complaint >= told.length - SHOWN) return told.slice(-SHOWN);
  return [told[complaint] ?? "", ...told.slice(1 - SHOWN)];
}

/** What can be done about it, where the lines say; "" otherwise. */
export function adviceOn(lines: readonly string[]): string {
  if (!lines.some((line) => PORT_TAKEN.test(line))) return "";
  return "; its port is taken, and several scenarios run at once: give it {port} on its command line (docs/sut.md), or run with --parallel 1";
}
