import { createInterface, type Interface } from "node:readline";
import { UsageError, type CliIo } from "../../io";

/** Questions at a terminal, one after the other. Lines that were pasted ahead answer the questions to come. */
export class Dialogue {
  private readonly terminal: Interface;
  private readonly lines: string[] = [];
  private ended = false;
  private wake: () => void = () => undefined;

  constructor(
    stdin: NodeJS.ReadableStream,
    private readonly io: Pick<CliIo, "stdout">,
  ) {
    this.terminal = createInterface({ input: stdin });
    this.terminal.on("line", (line) => {
      this.lines.push(line);
      this.wake();
    });
    this.terminal.on("close", () => {
      this.ended = true;
      this.wake();
    });
  }

  /** The next line. Rejects with UsageError at the end of the input, and with the signal's reason. */
  async ask(text: string, signal: AbortSignal): Promise<string> {
    this.io.stdout.write(text);
    if (this.lines.length === 0 && !this.ended) await this.next(signal);
    signal.throwIfAborted();
    const line = this.lines.shift();
    if (line !== undefined) return line;
    throw new UsageError(
      "the input ended before all questions were answered; give the rest as flags (`reverse-hello init --help`)",
    );
  }

  close(): void {
    this.terminal.close();
  }

  private next(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
  }
}
