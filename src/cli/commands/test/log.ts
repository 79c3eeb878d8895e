import type { CliIo } from "../../io";
import type { LogLevel } from "./options";

const LEVELS: readonly LogLevel[] = ["silent", "error", "info", "debug"];

/** What the tool says of itself while it runs, on standard error, one line each with the time since the start. */
export class Log {
  private readonly started = performance.now();

  constructor(
    private readonly io: Pick<CliIo, "err">,
    private readonly level: LogLevel,
  ) {}

  wants(level: LogLevel): boolean {
    return LEVELS.indexOf(level) <= LEVELS.indexOf(this.level);
  }

  info(text: string): void {
    this.line("info", text);
  }

  debug(text: string): void {
    this.line("debug", text);
  }

  private line(level: LogLevel, text: string): void {
    if (!this.wants(level)) return;
    const seconds = ((performance.now() - this.started) / 1000).toFixed(3);
    this.io.err(`${seconds.padStart(9)} ${level.padEnd(5)} ${text}`);
  }
}
