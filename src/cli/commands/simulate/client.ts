import { Option, type Command } from "commander";
import { DIALECTS } from "../../../vocabulary";
import { duration, repeatable, texts, whole } from "../../arguments";
import type { CliIo, ExitCode } from "../../io";
import type { ClientAdaptation, ClientFlags } from "./flags";
import { addLogging } from "./logger";
import { listenUrls, nodeId, security, status, user } from "./values";

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
  const command = group
    .command("client")
    .description("The reference client: listens for ReverseHello and opens sessions over the servers' connections")
    .requiredOption(
      "--listen <url>",
      "opc.tcp://HOST:PORT or rcp+opc.tcp://HOST:PORT; repeatable; port 0 takes a free one",
      listenUrls,
    )
    .option("--server-uri <uri>", "accept only the server with this ApplicationUri")
    .option("--server-url <url>", "accept only the server with this EndpointUrl")
    .option("--count <number>", "end with exit code 0 after this many values", whole())
    .option("--timeout <duration>", "end with exit code 3 when --count values have not come in this time; 0: never", duration, 0);
  addSessions(command);
  addLogging(command)
    .addHelpText("after", EXAMPLES)
    .action(async (flags: ClientFlags) => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- as in ../index.ts
      const { runClient } = require("./run-client") as typeof import("./run-client");
      finish(await runClient(flags, io, adaptation));
    });
}

/** What a client may be told besides where it listens and when it ends; `simulate clients` has the same. */
export function addSessions(command: Command): Command {
  return command
    .option("--security <policy[:mode]>", "None or for example Basic256Sha256:SignAndEncrypt (default: None)", security)
    .option("--user <name>", "log in as this user (default: anonymous); its password as of `simulate server`", user)
    .option("--password-file <file>", "password of --user, or a line NAME:PASSWORD for each")
    .option("--read <nodeid>", "value to read again and again; repeatable (default: i=2258, the server's time)", repeatable(nodeId))
    .option("--subscribe <nodeid>", "value to subscribe to; repeatable", repeatable(nodeId), [])
    .option("--interval <duration>", "time between reads, and sampling of subscriptions (default: 1s)", duration, 1000)
    .option("--hold-time <duration>", "hold a connection that no session waits for this long (default: 15s)", duration)
    .option(
      "--wait-timeout <duration>",
      "how long the first secure connect waits for its second connection (default: 20s)",
      duration,
    )
    .option(
      "--first-message-timeout <duration>",
      "close connections without a ReverseHello after this time (default: 120s)",
      duration,
    )
    .option("--keep-alive <duration>", "TCP keep-alive of a silent connection; given up 10 s later (default: 30s)", duration)
    .option("--channel-timeout <duration>", "from Hello to the open secure channel (default: 10s)", duration)
    .option("--request-timeout <duration>", "a connection on which an answer takes longer counts as lost (default: 15s)", duration)
    .option("--retry-delay <duration>", "pause after a failed session, doubling up to 30s (default: 1s)", duration, 1000)
    .option("--max-held <number>", "held connections at most; more get BadServerTooBusy (default: 1000)", whole(0))
    .option("--reject [code]", "reject every server, with this status code (default: the dialect's)", status)
    .addOption(
      new Option(
        "--dialect <name>",
        "netstandard: refuse with BadTcpMessageTypeInvalid; spec: with BadTcpEndpointUrlInvalid",
      ).choices(DIALECTS),
    )
    .option("--application-uri <uri>", "ApplicationUri of the client")
    .option("--pki <dir>", "certificate store; the client's certificate is made there on first use (default: in memory)")
    .option("--auto-accept", "trust every server certificate")
    .option("--allow-short-keys", "take certificates with RSA keys under 2048 bits", false)
    .option("--allow-sha1", "take certificates that are signed with SHA-1 or MD5", false)
    .option("--trust <file>", "trust this server certificate (PEM or DER); repeatable", texts, [])
    .addOption(
      new Option("--host-name-check <what>", "certificate without the EndpointUrl's host (default: refuse)").choices([
        "refuse",
        "report",
        "off",
      ]),
    )
    .option("--certificate-cache <dir>", "keep server certificates here (default: in memory)");
}
