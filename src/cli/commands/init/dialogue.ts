import { createInterface, type Interface } from "node:readline";
import { Bell } from "../../../waiting";
import { UsageError, type CliIo } from "../../io";

/** Questions at a terminal, one after the other. Lines that were pasted ahead answer the questions to come. */
export class Dialogue {
  private readonly terminal: Interface;
  private readonly lines: string[] = [];
  private ended = false;
  private readonly bell = new Bell();

  constructor(
    stdin: NodeJS.ReadableStream,
    private readonly io: Pick<CliIo, "stdout">,
  ) {
    this.terminal = createInterface({ input: stdin });
    this.terminal.on("line", (line) => {
      this.lines.push(line);
      this.bell.ring();
    });
    this.terminal.on("close", () => {
      this.ended = true;
      this.bell.ring();
    });
  }

  /** The next line. Rejects with UsageError at the end of the input, and with the signal's reason. */
  async ask(text: string, signal: AbortSignal): Promise<string> {
    this.io.stdout.write(text);
    const line = await this.bell.until(() => this.next(), Infinity, signal);
    if (line?.text !== undefined) return line.text;
    throw new UsageError(
      "the input ended before all questions were answered; give the rest as flags (`reverse-hello init --help`)",
    );
  }

  close(): void {
    this.terminal.close();
  }

  private next(): { readonly text: string | undefined } | undefined {
    return this.lines.length > 0 || this.ended ? { text: this.lines.shift() } : undefined;
  }
}
