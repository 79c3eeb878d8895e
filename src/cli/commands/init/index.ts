import { access, writeFile } from "node:fs/promises";
import { dirname, relative, resolve } from "node:path";
import type { Command } from "commander";
import { parseSut, SutDescriptionError } from "../../../suite/sut";
import { ROLES, type Role } from "../../../vocabulary";
import { repeatable, texts } from "../../arguments";
import { CannotRunError, EXIT, UsageError, type CliIo, type ExitCode } from "../../io";
import { answersFrom, argumentGroup, type InitFlags } from "./answers";
import { sutFile, type Answers } from "./sut-file";
import { makeFolder, schemaFile } from "../../../files";
import { checkNames } from "../test/suts";

const EXAMPLES = `
Examples:
  reverse-hello init server --command "my-server --port {port} --reverse {clientUrl}" --redial 1s --suspension 5s
  reverse-hello init client --command "my-client --listen {listenUrl}" --option filter-server-uri="--want {serverUri}"
  reverse-hello init server --attach opc.tcp://192.168.0.7:48060 --redial 15s
On a terminal, init asks for what you do not give. docs/sut.md explains every field.
`;

/** `reverse-hello init server|client`: writes a `sut.yaml` that the loader accepts. */
export function register(program: Command, io: CliIo, finish: (code: ExitCode) => void): void {
  const group = program
    .command("init")
    .description("Describe your server or client in a sut.yaml, from flags or by a few questions");
  for (const role of ROLES) {
    const command = group
      .command(role)
      .description(`Describe a ${role} to be verified`)
      .option("--name <text>", "name of the implementation")
      .option("--sut-version <text>", "its version")
      .option("--command <line>", `how to start it; {${role === "server" ? "clientUrl" : "listenUrl"}} stands for the address`)
      .option(
        "--attach <url>",
        `instead: it already runs and ${role === "server" ? "dials" : "listens on"} this address; repeatable`,
        texts,
      )
      .option("--ready <regexp>", "line of its output that says that it is ready")
      .option("--application-uri <uri>", "its ApplicationUri")
      .option(
        "--option <name=arguments>",
        'arguments that some scenarios add, such as security="--pki {pki}"; repeatable',
        repeatable(argumentGroup),
      )
      .option("--policy <name>", "security policy that it offers besides None; repeatable", texts)
      .option("--capability <name>", "what else it claims to do; repeatable", texts)
      .option("--out <file>", "file to write", "sut.yaml")
      .option("--force", "overwrite the file")
      .addHelpText("after", EXAMPLES);
    for (const [flag, text] of TIMING[role]) command.option(`--${flag} <duration>`, text);
    command.action(async (flags: InitFlags) => finish(await init(role, flags, io)));
  }
}

const TIMING: Readonly<Record<Role, readonly (readonly [flag: string, text: string])[]>> = {
  server: [
    ["redial", "delay from a closed connection to the next dial, as configured"],
    ["suspension", "pause after a rejection, as configured; leave out if it has none"],
    ["connect-timeout", "limit of a dial, and from Hello to OpenSecureChannel"],
  ],
  client: [
    ["hold-time", "how long it holds a ReverseHello that it does not wait for"],
    ["wait-timeout", "how long it waits for a server"],
    ["first-message-timeout", "how long it waits for the ReverseHello"],
  ],
};

async function init(role: Role, flags: InitFlags, io: CliIo): Promise<ExitCode> {
  const file = resolve(io.cwd, flags.out);
  if (!flags.force && (await exists(file)))
    throw new UsageError(`${flags.out} exists; add --force to overwrite it, or name another file by --out`);
  const answers = await answersFrom(role, flags, io);
  const text = await checked(answers, file);
  try {
    await makeFolder(dirname(file));
    await writeFile(file, text);
  } catch (error) {
    throw new CannotRunError(`cannot write ${flags.out}: ${(error as Error).message}`);
  }
  io.out(`wrote ${flags.out}; next: reverse-hello test ${flags.out}`);
  if (answers.policies.length > 0) io.out("certificates that it must trust in secured scenarios: reverse-hello pki export DIR");
  return EXIT.good;
}

/** The text of the file. The loader has the last word: what it would refuse is not written. */
async function checked(answers: Answers, file: string): Promise<string> {
  try {
    const text = sutFile(answers, schemaFor(file));
    await checkNames({ [answers.role]: parseSut(text, file) });
    return text;
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`--command has an ${error.message}`);
    if (!(error instanceof SutDescriptionError)) throw error;
    throw new UsageError(`cannot describe ${answers.name}: ${error.problem}`);
  }
}

function schemaFor(file: string): string {
  return relative(dirname(file), schemaFile("sut")).replaceAll("\\", "/");
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
