import type { Role } from "../../../vocabulary";
import { expected } from "../../arguments";
import { UsageError, type CliIo } from "../../io";
import { Dialogue } from "./dialogue";
import type { Answers } from "./sut-file";

export interface InitFlags {
  readonly name?: string;
  readonly sutVersion?: string;
  readonly command?: string;
  readonly attach?: readonly string[];
  readonly ready?: string;
  readonly applicationUri?: string;
  readonly option?: Answers["options"];
  readonly policy?: readonly string[];
  readonly capability?: readonly string[];
  readonly redial?: string;
  readonly suspension?: string;
  readonly connectTimeout?: string;
  readonly holdTime?: string;
  readonly waitTimeout?: string;
  readonly firstMessageTimeout?: string;
  readonly out: string;
  readonly force?: boolean;
}

/** What flags say, and on a terminal what the user answers; without a terminal, `--command` or `--attach` must be there. */
export async function answersFrom(role: Role, flags: InitFlags, io: CliIo): Promise<Answers> {
  if (flags.command !== undefined && flags.attach) throw new UsageError("give either --command or --attach, not both");
  const asked =
    io.stdin && io.isTerminal && flags.command === undefined && !flags.attach ? await ask(role, flags, io, io.stdin) : flags;
  if (asked.command === undefined && !asked.attach) {
    const placeholder = role === "server" ? "{clientUrl}" : "{listenUrl}";
    throw new UsageError(
      `say how the ${role} starts with --command "my-${role} … ${placeholder}", or where it already runs with --attach opc.tcp://HOST:PORT`,
    );
  }
  return {
    role,
    name: asked.name ?? `my ${role}`,
    version: asked.sutVersion,
    command: asked.command,
    attach: asked.attach ?? [],
    ready: asked.ready,
    applicationUri: asked.applicationUri,
    options: asked.option ?? [],
    policies: asked.policy ?? [],
    capabilities: asked.capability ?? [],
    timing: Object.fromEntries(TIMING.flatMap((name) => (asked[name] === undefined ? [] : [[name, asked[name]]]))),
  };
}

const TIMING = ["redial", "suspension", "connectTimeout", "holdTime", "waitTimeout", "firstMessageTimeout"] as const;

export function argumentGroup(text: string): readonly [name: string, words: string] {
  const at = text.indexOf("=");
  if (at < 1) throw expected('NAME=ARGUMENTS, such as security="--pki {pki}"');
  return [text.slice(0, at), text.slice(at + 1)];
}

async function ask(role: Role, flags: InitFlags, io: CliIo, stdin: NodeJS.ReadableStream): Promise<InitFlags> {
  const terminal = new Dialogue(stdin, io);
  try {
    const name = flags.name ?? (await question(terminal, io, "Name of the implementation", `my ${role}`));
    const placeholder = role === "server" ? "{clientUrl}" : "{listenUrl}";
    const command = await question(
      terminal,
      io,
      `Command line that starts it, with ${placeholder} for the address (empty: it already runs)`,
    );
    const place =
      command === undefined ? await askAddress(terminal, io, role) : { command, ...(await askReady(terminal, io, flags)) };
    const applicationUri = flags.applicationUri ?? (await question(terminal, io, "Its ApplicationUri (empty: not known)"));
    return {
      ...flags,
      name,
      ...place,
      ...(applicationUri === undefined ? {} : { applicationUri }),
      ...(await askTiming(terminal, io, role, flags)),
    };
  } finally {
    terminal.close();
  }
}

async function askAddress(terminal: Dialogue, io: CliIo, role: Role): Promise<Pick<InitFlags, "attach">> {
  const url = await question(terminal, io, `Address that it ${role === "server" ? "dials" : "listens on"} (opc.tcp://HOST:PORT)`);
  return url === undefined ? {} : { attach: [url] };
}

async function askReady(terminal: Dialogue, io: CliIo, flags: InitFlags): Promise<Pick<InitFlags, "ready">> {
  const ready =
    flags.ready ??
    (await question(terminal, io, "Line of its output that says that it is ready, as a regular expression (empty: at once)"));
  return ready === undefined ? {} : { ready };
}

async function askTiming(terminal: Dialogue, io: CliIo, role: Role, flags: InitFlags): Promise<Partial<InitFlags>> {
  if (role === "client") {
    return {
      holdTime:
        flags.holdTime ?? (await question(terminal, io, "How long it holds a ReverseHello that it does not wait for", "15s")),
    };
  }
  const redial = flags.redial ?? (await question(terminal, io, "Delay from a closed connection to the next dial", "15s"));
  const suspension =
    flags.suspension ?? (await question(terminal, io, "Pause after a rejection by BadTcpMessageTypeInvalid (empty: none)"));
  return { redial, ...(suspension === undefined ? {} : { suspension }) };
}

async function question(terminal: Dialogue, io: CliIo, text: string): Promise<string | undefined>;
async function question(terminal: Dialogue, io: CliIo, text: string, otherwise: string): Promise<string>;
async function question(terminal: Dialogue, io: CliIo, text: string, otherwise?: string): Promise<string | undefined> {
  const answer = await terminal.ask(otherwise === undefined ? `${text}: ` : `${text} [${otherwise}]: `, io.signal);
  return answer.trim() === "" ? otherwise : answer.trim();
}
