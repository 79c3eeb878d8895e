import { Writable } from "node:stream";
import pino, { type Logger } from "pino";
import pretty from "pino-pretty";
import { oneLine } from "../../../text";
import type { CliIo } from "../../io";

/** A logger on the command's standard output; each call of a command has its own. */
export function createLogger(io: CliIo, level: string, format: "pretty" | "json"): Logger {
  const options = { level, base: null };
  if (format === "json") return pino(options, { write: (line: string) => void io.stdout.write(line) });
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
