import { resolve } from "node:path";
import type { Command } from "commander";
import { loadCatalogue } from "../../suite/catalogue";
import { readReport, renderStatement } from "../../report";
import { EXIT, type CliIo, type ExitCode } from "../io";

/** `reverse-hello statement RUN`: conformance statement for the units 2867 and 5805, from a run's report. */
export function register(program: Command, io: CliIo, finish: (code: ExitCode) => void): void {
  program
    .command("statement")
    .description("Conformance statement of a run, as Markdown, for the units 2867 (server) and 5805 (client)")
    .argument("[run]", "report folder that `reverse-hello test --report` wrote", "REPORT")
    .action(async (run: string) => {
      const [summary, catalogue] = await Promise.all([readReport(resolve(io.cwd, run)), loadCatalogue()]);
      io.stdout.write(renderStatement(summary, catalogue));
      finish(EXIT.good);
    });
}
