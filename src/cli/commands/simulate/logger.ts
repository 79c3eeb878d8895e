import { Writable } from "node:stream";
import { Option, type Command } from "commander";
import pino, { type Logger } from "pino";
import pretty from "pino-pretty";
import { oneLine, printableJson } from "../../../text";
import type { CliIo } from "../../io";

export interface LogFlags {
  readonly logLevel: "trace" | "debug" | "info" | "warn" | "error" | "silent";
  readonly logFormat?: "pretty" | "json";
}

export function addLogging(command: Command): Command {
  const levels: readonly LogFlags["logLevel"][] = ["trace", "debug", "info", "warn", "error", "silent"];
  return command
    .addOption(new Option("--log-level <level>", "how much it logs").choices(levels).default("info"))
    .addOption(new Option("--log-format <format>", "default: pretty on a terminal, else json").choices(["pretty", "json"]));
}

/** A logger on the command's standard output; each call of a command has its own. */
export function createLogger(io: CliIo, { logLevel: level, logFormat = io.isTerminal ? "pretty" : "json" }: LogFlags): Logger {
  const options = { level, base: null };
  if (logFormat === "json")
    return pino(options, { write: (line: string) => void io.stdout.write(`${printableJson(line.trimEnd())}\n`) });
  const destination = pretty({
    colorize: io.isTerminal,
    translateTime: "SYS:HH:MM:ss.l",
    ignore: "pid,hostname",
    hideObject: true,
    // What peers say is among it: no line of theirs may move the cursor or look like one of ours.
    messageFormat: (log, key) => oneLine(String(log[key])),
    sync: true,
    destination: new Writable({
      write(chunk: Buffer, _encoding, done) {
        io.stdout.write(chunk);
        done();
      },
    }),
  });
  return pino(options, destination);
}

/** The ready line comes at every log level. */
export function sayReady(logger: Logger, facts: object, text: string): void {
  logger.child({}, { level: "info" }).info({ event: "ready", ...facts }, text);
}
