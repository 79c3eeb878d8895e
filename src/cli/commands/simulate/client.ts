import type { Command } from "commander";
import type { CliIo, ExitCode } from "../../io";
import type { ClientAdaptation, ClientFlags } from "./client-flags";

const EXAMPLES = `
Durations: 500ms, 15s, 1m, or a number of milliseconds.
Without --count a session is kept until the command is stopped; after any loss it continues on the server's next connection.
Without --server-uri and --server-url every server that dials gets a session.

Examples:
  reverse-hello simulate client --listen opc.tcp://localhost:48060
  reverse-hello simulate client --listen opc.tcp://localhost:48060 --server-uri urn:factory:press --read i=2258 --count 3
  reverse-hello simulate client --listen opc.tcp://localhost:48060 --security Basic256Sha256:SignAndEncrypt --pki client-pki
  reverse-hello simulate client --listen opc.tcp://localhost:48060 --reject BadTcpMessageTypeInvalid
`;

/** The action is loaded when it is called for: node-opcua takes a second to load, `--help` must not. */
export function registerClient(group: Command, io: CliIo, finish: (code: ExitCode) => void, adaptation?: ClientAdaptation): void {
  group
    .command("client")
    .description("The reference client: listens for ReverseHello and opens sessions over the servers' connections")
    .option("--listen <url>", "opc.tcp://HOST:PORT or rcp+opc.tcp://HOST:PORT; repeatable; port 0 takes a free one", collect)
    .option("--server-uri <uri>", "accept only the server with this ApplicationUri")
    .option("--server-url <url>", "accept only the server with this EndpointUrl")
    .option("--security <policy[:mode]>", "None or for example Basic256Sha256:SignAndEncrypt (default: None)")
    .option("--user <name:password>", "log in as this user (default: anonymous)")
    .option("--read <nodeid>", "value to read again and again; repeatable (default: i=2258, the server's time)", collect)
    .option("--subscribe <nodeid>", "value to subscribe to; repeatable", collect)
    .option("--interval <duration>", "time between reads, and sampling of subscriptions (default: 1s)")
    .option("--count <number>", "end with exit code 0 after this many values")
    .option("--timeout <duration>", "end with exit code 3 when --count values have not come in this time (default: 0, never)")
    .option("--hold-time <duration>", "keep a connection that nobody wants for this long (default: 15s)")
    .option("--wait-timeout <duration>", "limit for the second connection of a first secure connect (default: 20s)")
    .option("--first-message-timeout <duration>", "close connections without a ReverseHello after this time (default: 120s)")
    .option("--keep-alive <duration>", "ask a silent server by TCP whether it is there; given up 10 s later (default: 30s)")
    .option("--channel-timeout <duration>", "from Hello to the open secure channel (default: 10s)")
    .option("--request-timeout <duration>", "a connection on which an answer takes longer counts as lost (default: 15s)")
    .option("--retry-delay <duration>", "pause after a failed session, doubling up to 30s (default: 1s)")
    .option("--max-held <number>", "connections held at most; over it BadServerTooBusy (default: 1000)")
    .option("--reject [code]", "reject every server, with this status code (default: the dialect's)")
    .option("--dialect <name>", "netstandard: refuse with BadTcpMessageTypeInvalid; spec: with BadTcpEndpointUrlInvalid")
    .option("--application-uri <uri>", "ApplicationUri of the client")
    .option("--pki <dir>", "certificate store; the client's certificate is made there on first use (default: in memory)")
    .option("--auto-accept", "trust every server certificate")
    .option("--trust <file>", "trust this server certificate (PEM or DER); repeatable", collect)
    .option("--host-name-check <what>", "certificate without the EndpointUrl's host: refuse, report or off (default: refuse)")
    .option("--certificate-cache <dir>", "keep server certificates here (default: in memory)")
    .option("--log-level <level>", "trace, debug, info, warn, error or silent (default: info)")
    .option("--log-format <format>", "pretty or json (default: pretty on a terminal, else json)")
    .addHelpText("after", EXAMPLES)
    .action(async (flags: ClientFlags) => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- as in ../index.ts
      const { runClient } = require("./run-client") as typeof import("./run-client");
      finish(await runClient(flags, io, adaptation));
    });
}

function collect(value: string, earlier: readonly string[] = []): string[] {
  return [...earlier, value];
}
