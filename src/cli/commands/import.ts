import { basename, dirname, relative, resolve } from "node:path";
import { Option, type Command } from "commander";
import { CaptureError, readCapture, type CaptureReading } from "../../capture/reader";
import { loadSut } from "../../suite/sut";
import { draftScenario, findSuspects, sureness, timeline, type Suspect } from "../../reproduce/import";
import type { Role } from "../../trace";
import { writeOut } from "../write-out";
import { CannotRunError, EXIT, UsageError, type CliIo, type ExitCode } from "../io";
import { ROLES } from "../../vocabulary";

interface ImportOptions {
  readonly out?: string;
  readonly role: Role;
  readonly sut?: string;
  readonly connection?: number;
  readonly all?: boolean;
}

/** `reverse-hello import`: what a capture says about OPC UA, and the draft of a fault scenario. */
export function register(program: Command, io: CliIo, finish: (code: ExitCode) => void): void {
  program
    .command("import")
    .description("Read a capture (pcap, pcapng): print the time line, draft a fault scenario")
    .argument("<capture>", "capture file of tcpdump, Wireshark or of an earlier run (wire.pcapng); also as .gz; - for a pipe")
    .option("-o, --out <file>", "write the draft there (NAME.fault.yaml) instead of printing it")
    .addOption(new Option("--role <role>", "role of the product that the draft tests").choices(ROLES).default("server"))
    .option("--sut <file>", "its description, for the draft; the built-in reference peer without it")
    .option("--connection <n>", "show only this connection", (text) => number(text))
    .option("--all", "show every connection, not only the first 20")
    .action(async (capture: string, options: ImportOptions) => finish(await importCapture(capture, options, io)));
}

async function importCapture(capture: string, options: ImportOptions, io: CliIo): Promise<ExitCode> {
  // What is wrong with the options is told before a large file is read.
  if (options.sut !== undefined) await loadSut(resolve(io.cwd, options.sut));
  const path = capture === "-" ? capture : resolve(io.cwd, capture);
  const reading = await read(path, capture, io);
  const { connection } = options;
  if (connection !== undefined && connection > reading.connections.length) {
    throw new UsageError(`--connection ${connection}: ${capture} holds connections 1 to ${reading.connections.length}`);
  }
  const limit = options.all ? Infinity : 20;
  for (const line of timeline(reading, { limit, ...(connection === undefined ? {} : { connection }) })) io.out(line);
  const suspects = findSuspects(reading).filter((suspect) => connection === undefined || suspect.connection === connection);
  printSuspects(suspects, io);
  await writeDraft(reading, suspects, capture, options, io);
  return EXIT.good;
}

async function read(path: string, shown: string, io: CliIo): Promise<CaptureReading> {
  try {
    return await readCapture(path, { signal: io.signal });
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error;
    const message = error.message.replace(path, shown);
    throw error.code === "NO_OPC_UA" ? new CannotRunError(message) : new UsageError(message);
  }
}

function printSuspects(suspects: readonly Suspect[], io: CliIo): void {
  io.out("");
  if (suspects.length === 0) io.out("nothing looks like a fault");
  else io.out("what may be the fault, surest first:");
  for (const suspect of suspects.slice(0, 10)) {
    const { what, connection } = suspect;
    io.out(`  ${sureness(suspect).padEnd(8)}  ${connection === undefined ? "" : `connection ${connection}: `}${what}`);
  }
}

async function writeDraft(
  reading: CaptureReading,
  suspects: readonly Suspect[],
  capture: string,
  { out, role, sut }: ImportOptions,
  io: CliIo,
): Promise<void> {
  const folder = out === undefined ? io.cwd : dirname(resolve(io.cwd, out));
  const described = sut === undefined ? {} : { sut: relative(folder, resolve(io.cwd, sut)) };
  const draft = draftScenario(reading, suspects, { capture: basename(capture), role, ...described });
  if (out === undefined) {
    io.out("");
    io.stdout.write(draft);
    return;
  }
  await writeOut(out, draft, io);
  io.out(`draft written to ${out}; check it, then: reverse-hello reproduce ${out}`);
}

function number(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new UsageError(`--connection takes a whole number from 1, not "${text}"`);
}
