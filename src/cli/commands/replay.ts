import { resolve } from "node:path";
import { Option, type Command } from "commander";
import { CaptureError, readCapture } from "../../capture/reader";
import { cutOf, recordOf, unseen } from "../../judge";
import { messageLabel } from "../../report/ladder/label";
import { readTraceNdjson, TraceFileError } from "../../report/ladder";
import { play, replayScript, type ReplayScript } from "../../reproduce/replay";
import type { Role, TraceEvent } from "../../trace";
import { readText } from "../../files";
import { duration, whole } from "../arguments";
import { EXIT, UsageError, type CliIo, type ExitCode } from "../io";
import { ROLES } from "../../vocabulary";
import { plural } from "../../text";

interface ReplayOptions {
  readonly as: Role;
  readonly to: string;
  readonly connection: number;
  readonly link?: string;
  readonly timing: "answers" | "recorded";
  readonly timeout: number;
}

/** `reverse-hello replay`: one side's recorded bytes, to a live peer. */
export function register(program: Command, io: CliIo, finish: (code: ExitCode) => void): void {
  program
    .command("replay")
    .description("Play one side of a recorded connection to a live peer (without security, or up to OpenSecureChannel)")
    .argument("<trace>", "a capture (pcap, pcapng), or trace.ndjson (or .gz) of a scenario or of `reverse-hello proxy --record`")
    .addOption(new Option("--as <role>", "the side to play").choices(ROLES).makeOptionMandatory())
    .requiredOption("--to <host:port>", "where to dial; for a side that was dialed, where to listen")
    .option("--connection <n>", "which connection of the link, or of the capture as `import` counts them", whole(), 1)
    .option("--link <name>", "which link, when the trace has several")
    .addOption(
      new Option("--timing <mode>", "as fast as answers come, or not before the recorded time")
        .choices(["answers", "recorded"])
        .default("answers"),
    )
    .option("--timeout <duration>", "how long to wait for a dial or an answer (default: 10s)", duration, 10_000)
    .action(async (trace: string, options: ReplayOptions) => finish(await replay(trace, options, io)));
}

async function replay(trace: string, options: ReplayOptions, io: CliIo): Promise<ExitCode> {
  const { as, connection, link } = options;
  const script = isCapture(trace)
    ? replayScript(await readCaptured(trace, connection, io), { as })
    : replayScript(await read(trace, io), { as, connection, ...(link === undefined ? {} : { link }) });
  const { host, port } = address(options.to);
  announce(script, options.to, io);
  const result = await play(script, {
    host,
    port,
    timing: options.timing,
    timeout: options.timeout,
    signal: io.signal,
    onListening: (bound) => io.out(`listening on ${host}:${bound}`),
    onMessage: (who, message) => io.out(`${who === "sent" ? "->" : "<-"} ${messageLabel(message)}`),
  });
  io.out(
    `${result.end}: ${result.sent} of ${plural(script.steps.length, "message")} sent, ${result.received} received; ${result.detail}`,
  );
  return result.end === "played" ? EXIT.good : EXIT.findings;
}

function announce({ as, link, connection, dials, steps, stops }: ReplayScript, to: string, io: CliIo): void {
  io.out(
    `the ${as} of ${link}#${connection}, ${plural(steps.length, "message")}, ${dials ? "dials" : "waits for a dial at"} ${to}`,
  );
  io.out("nonces, tokens and sequence numbers are those of the recording: a live peer may refuse them, above all in a session");
  if (stops !== undefined) io.out(`it will end early: ${stops}`);
}

function isCapture(file: string): boolean {
  return /\.(pcap|pcapng|cap)(\.gz)?$/i.test(file);
}

/** One connection of a capture, as a trace of which it is the only one. */
async function readCaptured(capture: string, number: number, io: CliIo): Promise<readonly TraceEvent[]> {
  const path = resolve(io.cwd, capture);
  const { connections } = await readCapture(path, { everyMessage: true, whole: true, signal: io.signal }).catch(
    (error: unknown) => {
      throw error instanceof CaptureError ? new UsageError(error.message.replace(path, capture)) : error;
    },
  );
  const connection = connections[number - 1];
  if (!connection) throw new UsageError(`--connection ${number}: ${capture} holds connections 1 to ${connections.length}`);
  const why = unseen(connection) ?? cutOf(connection)?.why;
  if (why !== undefined) throw new UsageError(`connection ${number} of ${capture} cannot be played: ${why}`);
  return recordOf(connection).trace.events;
}

async function read(trace: string, io: CliIo): Promise<TraceEvent[]> {
  const text = await readText(resolve(io.cwd, trace)).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${trace}: ${READ_PROBLEMS[error.code ?? ""] ?? error.message}`);
  });
  try {
    return readTraceNdjson(text);
  } catch (error) {
    throw error instanceof TraceFileError ? new UsageError(`${trace}: ${error.message}`) : error;
  }
}

function address(text: string): { host: string; port: number } {
  const match = /^(?:opc\.tcp:\/\/)?(?:\[([^\]]+)\]|([^:/]+)):(\d{1,5})\/?$/.exec(text);
  const port = Number(match?.[3]);
  if (!match || port > 65_535) throw new UsageError(`--to takes HOST:PORT, not "${text}"`);
  return { host: match[1] ?? match[2] ?? "", port };
}

const READ_PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "expected a file trace.ndjson, got a folder",
};
