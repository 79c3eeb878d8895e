import { basename, dirname, join, relative, resolve } from "node:path";
import { rm, writeFile } from "node:fs/promises";
import { PassThrough } from "node:stream";
import { Option, type Command } from "commander";
import { CaptureError, readCapture, type CaptureReading } from "../../capture/reader";
import { makeFolder, packageRoot, temporaryFolder } from "../../files";
import { loadSut } from "../../suite/sut";
import { draftScenario, findSuspects, sureness, timeline, type Suspect } from "../../reproduce/import";
import { repeat, type VariantResult } from "../../reproduce/run";
import { needsRouter, parseFaultScenario } from "../../reproduce/scenario";
import { pkiFolder } from "../pki-folder";
import type { Role } from "../../trace";
import { printable } from "../../text";
import { runInHouse } from "../house";
import { writeOut } from "../write-out";
import { whole } from "../arguments";
import { CannotRunError, EXIT, UsageError, type CliIo, type ExitCode } from "../io";
import { ROLES } from "../../vocabulary";

interface ImportOptions {
  readonly out?: string;
  readonly role: Role;
  readonly sut?: string;
  readonly connection?: number;
  readonly all?: boolean;
  readonly port?: number;
  readonly verify?: boolean;
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
    .option("--port <n>", "the OPC UA port, for a capture that holds only dials", whole(1, 65_535))
    .option("--verify", "run the draft against the built-in pair and say whether what it expects happens")
    .option("--connection <n>", "show only this connection", whole())
    .option("--all", "show every connection, not only the first 20")
    .action(async (capture: string, options: ImportOptions) => finish(await importCapture(capture, options, io)));
}

async function importCapture(capture: string, options: ImportOptions, io: CliIo): Promise<ExitCode> {
  // What is wrong with the options is told before a large file is read.
  if (options.sut !== undefined) await loadSut(resolve(io.cwd, options.sut));
  const path = capture === "-" ? capture : resolve(io.cwd, capture);
  const reading = await read(path, capture, options, io);
  const { connection } = options;
  if (connection !== undefined && connection > reading.connections.length) {
    throw new UsageError(`--connection ${connection}: ${capture} holds connections 1 to ${reading.connections.length}`);
  }
  const limit = options.all ? Infinity : 20;
  for (const line of timeline(reading, { limit, ...(connection === undefined ? {} : { connection }) })) io.out(line);
  const suspects = findSuspects(reading).filter((suspect) => connection === undefined || suspect.connection === connection);
  printSuspects(suspects, io);
  const draft = await writeDraft(reading, suspects, capture, options, io);
  return options.verify ? verify(draft, options.role, io) : EXIT.good;
}

async function read(path: string, shown: string, { port }: ImportOptions, io: CliIo): Promise<CaptureReading> {
  try {
    return await readCapture(path, { signal: io.signal, ...(port === undefined ? {} : { port }) });
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error;
    const message = error.message.replace(path, shown);
    throw error.code === "NO_OPC_UA" ? new CannotRunError(message) : new UsageError(message);
  }
}

function printSuspects(suspects: readonly Suspect[], io: CliIo): void {
  io.out("");
  if (suspects.length === 0) io.out("nothing looks like a fault");
  else io.out("what ended or disturbed it, most likely first:");
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
): Promise<string> {
  const folder = out === undefined ? io.cwd : dirname(resolve(io.cwd, out));
  const described = sut === undefined ? {} : { sut: relative(folder, resolve(io.cwd, sut)) };
  const draft = draftScenario(reading, suspects, { capture: basename(capture), role, ...described });
  if (out === undefined) {
    io.out("");
    io.stdout.write(printable(draft));
    return draft;
  }
  await writeOut(out, draft, io);
  io.out(`draft written to ${out}; check it, then: reverse-hello reproduce ${out}`);
  return draft;
}

/** Runs the draft with the built-in server or client as the product: a draft that blames it is wrong, or needs another expectation. */
async function verify(draft: string, role: Role, io: CliIo): Promise<ExitCode> {
  const folder = temporaryFolder();
  try {
    const scenario = parseFaultScenario(draft, folder, "the draft");
    if (needsRouter(scenario)) return await verifyInLab(draft, folder, scenario.role, io);
    const sut = join(packageRoot(), "fixtures", "suts", `reference-${role}.yaml`);
    const run = {
      sut,
      report: folder,
      seed: "verify",
      pki: await pkiFolder(io),
      timeScale: 1,
      parallel: 1,
      env: io.env,
      signal: io.signal,
    };
    const { results } = await repeat(scenario, 1, "verify", {
      ...run,
      onComplaint: (text: string) => io.stderr.write(printable(text)),
    });
    const [{ result = "could-not-run", reason } = {}] = results;
    return printVerified(result, reason, { role, hasFault: scenario.faults.length > 0 }, io);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What only a router makes is run as `reproduce` does it, in a house of its own; its last lines say what it came to. */
async function verifyInLab(draft: string, folder: string, role: Role, io: CliIo): Promise<ExitCode> {
  const file = join(folder, "draft.fault.yaml");
  await makeFolder(folder);
  await writeFile(file, draft);
  const stdout = new PassThrough();
  let said = "";
  stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const code = await runInHouse({ ...io, stdout, words: ["reproduce", file, "--report", join(folder, "report")] });
  const result = code === EXIT.good ? "held" : code === EXIT.findings ? "failed" : "could-not-run";
  const reason = /^(?:not as expected[^:]*|could not run): (.*)$/m.exec(said)?.[1];
  return printVerified(result, result === "held" ? undefined : reason, { role, hasFault: true }, io);
}

function printVerified(
  result: VariantResult["result"],
  reason: string | undefined,
  { role, hasFault }: { readonly role: Role; readonly hasFault: boolean },
  io: CliIo,
): ExitCode {
  const why = reason === undefined ? "" : `: ${reason}`;
  if (result === "held" && !hasFault) io.out("verified: the scenario runs with the built-in pair; the draft holds no fault");
  else if (result === "held") io.out("verified: the fault hit the built-in pair, and what the draft expects happened");
  else if (result === "failed")
    io.out(
      `NOT verified: the built-in ${role} does not do what the draft expects${why}; correct "expect" before you blame a product`,
    );
  else io.out(`NOT verified: the draft could not run${why}`);
  return result === "held" ? EXIT.good : result === "failed" ? EXIT.findings : EXIT.couldNotRun;
}
