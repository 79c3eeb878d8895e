import { resolve } from "node:path";
import { Option, type Command } from "commander";
import { loadCatalogue } from "../../suite/catalogue";
import { readReport, renderStatement, renderStatementHtml } from "../../report";
import { printable } from "../../text";
import { EXIT, type CliIo, type ExitCode } from "../io";
import { writeOut } from "../write-out";

interface StatementOptions {
  readonly format: "markdown" | "html";
  readonly out?: string;
}

/** `reverse-hello statement RUN`: conformance statement for the units 2867 and 5805, from a run's report. */
export function register(program: Command, io: CliIo, finish: (code: ExitCode) => void): void {
  program
    .command("statement")
    .description("Conformance statement of a run, for the units 2867 (server) and 5805 (client)")
    .argument("[run]", "report folder that `reverse-hello test --report` wrote", "REPORT")
    .addOption(
      new Option("--format <name>", "html is made for printing, also to PDF").choices(["markdown", "html"]).default("markdown"),
    )
    .option("--out <file>", "write it there instead of printing it")
    .action(async (run: string, { format, out }: StatementOptions) => {
      const [summary, catalogue] = await Promise.all([readReport(resolve(io.cwd, run)), loadCatalogue()]);
      const text = format === "html" ? renderStatementHtml(summary, catalogue) : renderStatement(summary, catalogue);
      if (out === undefined) io.stdout.write(printable(text));
      else {
        await writeOut(out, text, io);
        io.out(`wrote ${out}`);
      }
      finish(EXIT.good);
    });
}
