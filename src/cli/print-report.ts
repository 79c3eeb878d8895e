import { join } from "node:path";
import type { Catalogue } from "../suite/catalogue";
import { findingKinds, readLadders, readTrace, renderTerminal, type RunSummary } from "../report";
import { renderLadder } from "../report/ladder";
import type { CliIo } from "./io";

/** Width of the terminal; undefined where lines may be as long as they are: a file, a pipe, the log of a CI. */
export function columnsOf({ stdout, env }: Pick<CliIo, "stdout" | "env">): number | undefined {
  const { columns } = stdout as Partial<NodeJS.WriteStream>;
  return columns ?? (Number(env["COLUMNS"]) || undefined);
}

/** Prints what a run came to; the ladders are drawn for this terminal, from the traces in the folder of the report. */
export async function printReport(
  dir: string,
  summary: RunSummary,
  catalogue: Catalogue,
  { shown, io }: { readonly shown: string; readonly io: CliIo },
): Promise<void> {
  const examples = findingKinds(summary, catalogue).map(({ scenarios: [first] }) => first);
  const traces = new Map(
    await Promise.all(
      examples.map(async ({ id }) => [id, await readTrace(join(dir, "scenarios", id)).catch(() => undefined)] as const),
    ),
  );
  // A report that has no trace of it may have the ladder as it was drawn once.
  const written = await readLadders(dir, summary);
  const roles = new Map(examples.map(({ id, role }) => [id, role]));
  const ladder = (id: string, { width, lines }: { readonly width: number; readonly lines: number }): string | undefined => {
    const [trace, role] = [traces.get(id), roles.get(id)];
    if (!trace || trace.length === 0) return written.get(id)?.trimEnd().split("\n").slice(0, lines).join("\n");
    // One line is the head of its columns.
    return renderLadder(trace, { width, most: lines - 1, ...(role ? { actors: { sut: role } } : {}) });
  };
  const stacks = Boolean(io.env["REVERSE_HELLO_DEBUG"]);
  const width = columnsOf(io);
  const layout = { colour: io.isTerminal, ladder, reportDir: shown, stacks, ...(width === undefined ? {} : { width }) };
  io.stdout.write(renderTerminal(summary, catalogue, layout));
}
