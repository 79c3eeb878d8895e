import type { MutantResult } from "./assess";

/** Mutant, what should fail, what did fail, seconds; then whatever is not as it should be, with what was seen. */
export function renderTable(results: readonly MutantResult[]): string {
  const head = ["mutant", "should fail", "did fail", "seconds", ""];
  const rows = results.map((result) => [
    `${result.role} ${result.mutant.name}`,
    result.mutant.breaks.join(" "),
    [...result.failed.keys()].join(" ") || "nothing",
    (result.durationMs / 1000).toFixed(1),
    result.killed ? "killed" : result.survived.length > 0 ? "SURVIVED" : "BLAMES OTHERS",
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  const killed = results.filter((result) => result.killed).length;
  return [
    line(head),
    ...rows.map(line),
    "",
    ...results.flatMap(remarks),
    `${killed} of ${results.length} mutants killed by their requirement (${Math.floor((100 * killed) / results.length)} %)`,
  ].join("\n");
}

function remarks(result: MutantResult): string[] {
  const { mutant, survived, unexpected, notRun, failed } = result;
  const seen = (id: string) =>
    (failed.get(id) ?? []).map(({ scenario, message }) => `    ${scenario}: ${short(message ?? "no message")}`);
  const lines = [
    ...survived.map((id) => `  ${id} did not fail: ${mutant.says}`),
    ...unexpected.flatMap((id) => [`  ${id} failed too:`, ...seen(id)]),
    ...notRun.map(({ id, reason }) => `  ${id} could not run: ${short(reason ?? "no reason")}`),
  ];
  return lines.length === 0 ? [] : [`${result.role} ${mutant.name}`, ...lines, ""];
}

/** Longest text of a remark; the rest is in the report folder. */
const LONGEST = 200;

function short(text: string): string {
  const line = text.split("\n")[0] ?? "";
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
