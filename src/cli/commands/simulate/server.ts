import type { Command } from "commander";
import type { CliIo, ExitCode } from "../../io";
import type { ServerFlags, ServerAdaptation } from "./server-flags";

const EXAMPLES = `
Durations: 500ms, 15s, 1m, or a number of milliseconds.

Examples:
  reverse-hello simulate server --reverse-connect opc.tcp://localhost:48060
  reverse-hello simulate server --reverse-connect opc.tcp://[::1]:48060 --connect-interval 2s --reject-timeout 10s
  reverse-hello simulate server --config server.yaml --log-format json

A configuration file has the same names:
  reverse-connect:
    - opc.tcp://localhost:48060
    - { endpoint-url: "opc.tcp://other:48060", max-session-count: 1, enabled: true, timeout: 60s }
  connect-interval: 2s
`;

/** The action is loaded when it is called for: node-opcua takes a second to load, `--help` must not. */
export function registerServer(group: Command, io: CliIo, finish: (code: ExitCode) => void, adaptation?: ServerAdaptation): void {
  group
    .command("server")
    .description("The reference server: dials its clients and sends ReverseHello")
    .option("--reverse-connect <url>", "client to dial, opc.tcp://HOST:PORT; repeatable", collect)
    .option("--port <number>", "port for ordinary clients; 0 takes a free one (default: 0)")
    .option("--host <address>", "address to listen on for ordinary clients (default: 127.0.0.1, this machine only)")
    .option("--application-uri <uri>", "ServerUri of the ReverseHello and ApplicationUri of the server")
    .option("--endpoint-url <url>", "EndpointUrl of the ReverseHello (default: the server's own)")
    .option("--connect-interval <duration>", "from the end of a connection to the next dial (default: 15s)")
    .option("--connect-timeout <duration>", "limit of a dial, and from Hello to the open channel (default: 30s)")
    .option("--reject-timeout <duration>", "suspension after ERR BadTcpMessageTypeInvalid (default: 60s)")
    .option("--keep-alive <duration>", "ask a silent client by TCP whether it is there; given up 10 s later (default: 30s)")
    .option("--wait-timeout <duration>", "replace a waiting connection after this time (default: 0, never)")
    .option("--jitter <duration>", "up to this much is added to a delay at random (default: a tenth of the interval)")
    .option("--seed <number>", "makes the jitter repeatable")
    .option("--max-session-count <number>", "sessions over connections to one client (default: 0, unlimited)")
    .option("--dialect <name>", "netstandard: a rejection suspends; spec: it does not (default: netstandard)")
    .option("--security <policy[:mode]>", "None or for example Basic256Sha256:SignAndEncrypt; repeatable (default: all)", collect)
    .option("--user <name:password>", "accept this user besides anonymous; repeatable", collect)
    .option("--auto-accept", "trust every client certificate")
    .option("--pki <dir>", "certificate store; the server's certificate is made there on first use")
    .option("--certificate <file>", "own certificate (PEM or DER), with --private-key")
    .option("--private-key <file>", "private key of --certificate (PEM)")
    .option("--nodeset <name>", "mini or standard (default: mini)")
    .option("--config <file>", "YAML file with the same names; flags win")
    .option("--log-level <level>", "trace, debug, info, warn, error or silent (default: info)")
    .option("--log-format <format>", "pretty or json (default: pretty on a terminal, else json)")
    .addHelpText("after", EXAMPLES)
    .action(async (flags: ServerFlags) => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- as in ../index.ts
      const { runServer } = require("./run-server") as typeof import("./run-server");
      finish(await runServer(flags, io, adaptation));
    });
}

function collect(value: string, earlier: readonly string[] = []): string[] {
  return [...earlier, value];
}
