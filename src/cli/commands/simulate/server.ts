import { Option, type Command } from "commander";
import type { ReverseClientOptions } from "../../../../simulators/server";
import { defined } from "../../../objects";
import { DEFAULT_DIALECT, DIALECTS } from "../../../vocabulary";
import { duration, expected, port, repeatable, whole } from "../../arguments";
import type { CliIo, ExitCode } from "../../io";
import { withConfigFile } from "./config-file";
import type { ServerAdaptation, ServerFlags } from "./flags";
import { addLogging } from "./logger";
import { security, user } from "./values";

const EXAMPLES = `
Durations: 500ms, 15s, 1m, or a number of milliseconds.

Examples:
  reverse-hello simulate server --reverse-connect opc.tcp://localhost:48060
  reverse-hello simulate server --reverse-connect opc.tcp://[::1]:48060 --redial 2s --suspension 10s
  reverse-hello simulate server --config server.yaml --log-format json

A configuration file has the same names:
  reverse-connect:
    - opc.tcp://localhost:48060
    - { endpoint-url: "opc.tcp://other:48060", max-session-count: 1, enabled: true, timeout: 60s }
  redial: 2s
`;

/** The action is loaded when it is called for: node-opcua takes a second to load, `--help` must not. */
export function registerServer(group: Command, io: CliIo, finish: (code: ExitCode) => void, adaptation?: ServerAdaptation): void {
  const command = group
    .command("server")
    .description("The reference server: dials its clients and sends ReverseHello")
    .option("--reverse-connect <url>", "client to dial, opc.tcp://HOST:PORT; repeatable", repeatable(client), [])
    .option("--port <number>", "port for ordinary clients; 0 takes a free one", port, 0)
    .option("--host <address>", "address to listen on for ordinary clients; by default this machine only", "127.0.0.1")
    .option("--application-uri <uri>", "ServerUri of the ReverseHello and ApplicationUri of the server")
    .option("--endpoint-url <url>", "EndpointUrl of the ReverseHello (default: the server's own)")
    .option("--redial <duration>", "from the end of a connection to the next dial (default: 15s)", duration)
    .option("--connect-timeout <duration>", "limit of a dial, and from Hello to the open channel (default: 30s)", duration)
    .option("--suspension <duration>", "pause after ERR BadTcpMessageTypeInvalid (default: 60s)", duration)
    .option("--keep-alive <duration>", "TCP keep-alive of a silent connection; given up 10 s later (default: 30s)", duration)
    .option("--wait-timeout <duration>", "replace a waiting connection after this time; 0: never", duration, 0)
    .option("--jitter <duration>", "up to this much is added to a delay at random (default: a tenth of --redial)", duration)
    .option("--seed <number>", "makes the jitter repeatable", whole(0, 2 ** 32 - 1))
    .option("--max-session-count <number>", "sessions over connections to one client; 0: unlimited", whole(0, 2 ** 31), 0)
    .addOption(
      new Option("--dialect <name>", "netstandard: a rejection suspends; spec: it does not")
        .choices(DIALECTS)
        .default(DEFAULT_DIALECT),
    )
    .option(
      "--security <policy[:mode]>",
      "None or for example Basic256Sha256:SignAndEncrypt; repeatable (default: all)",
      repeatable(security),
      [],
    )
    .option(
      "--user <name>",
      "accept this user besides anonymous, with a password of --password-file, REVERSE_HELLO_PASSWORD or a prompt, or as NAME:PASSWORD, which other users of the machine see; repeatable",
      repeatable(user),
      [],
    )
    .option("--password-file <file>", "password of --user, or a line NAME:PASSWORD for each")
    .option("--auto-accept", "trust every client certificate", false)
    .option("--allow-short-keys", "take certificates with RSA keys under 2048 bits", false)
    .option("--allow-sha1", "take certificates that are signed with SHA-1 or MD5", false)
    .option("--pki <dir>", "certificate store; the server's certificate is made there on first use")
    .option("--certificate <file>", "own certificate (PEM or DER), with --private-key")
    .option("--private-key <file>", "private key of --certificate (PEM)")
    .addOption(new Option("--nodeset <name>", "size of the standard address space").choices(["mini", "standard"]).default("mini"))
    .option("--config <file>", "YAML file with the same names; flags win");
  addLogging(command)
    .addHelpText("after", EXAMPLES)
    .action(async ({ config }: ServerFlags) => {
      if (config !== undefined) withConfigFile(command, config, io.cwd);
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- as in ../index.ts
      const { runServer } = require("./run-server") as typeof import("./run-server");
      finish(await runServer(command.opts(), io, adaptation));
    });
}

/** A URL, or in a file also a map. */
function client(entry: string | Readonly<Record<string, never>>): ReverseClientOptions {
  if (typeof entry === "string") return { endpointUrl: entry };
  const { timeout, ...rest } = Object.fromEntries(Object.entries(entry).map(([name, value]) => [camel(name), value]));
  const { endpointUrl, maxSessionCount, enabled = true, ...unknown } = rest;
  const [first] = Object.keys(unknown);
  if (first !== undefined || typeof enabled !== "boolean")
    throw expected("a URL, or endpoint-url with timeout, max-session-count, enabled (true or false)");
  const limits = defined({ maxSessionCount, timeout: timeout === undefined ? undefined : duration(timeout) });
  return { endpointUrl: endpointUrl ?? "", enabled, ...limits };
}

function camel(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
