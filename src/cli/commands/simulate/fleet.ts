import { Option, type Command } from "commander";
import { DIALECTS, FLEET_KINDS } from "../../../vocabulary";
import { duration, repeatable, shard, texts, whole } from "../../arguments";
import type { CliIo, ExitCode } from "../../io";
import type { FleetFlags } from "./flags";
import { addLogging } from "./logger";
import { security } from "./values";

const KINDS = FLEET_KINDS.map(({ name, doc }) => `  ${name.padEnd(10)} ${doc}`).join("\n");

const EXAMPLES = `
Durations: 500ms, 15s, 1m, or a number of milliseconds.

Kinds of servers, for a profile:
${KINDS}

Examples:
  reverse-hello simulate fleet --servers 10000 --reverse-connect opc.tcp://localhost:48060
  reverse-hello simulate fleet --profile fleet.yaml --reverse-connect opc.tcp://localhost:48060
  reverse-hello simulate fleet --servers 20000 --processes 2 --reverse-connect opc.tcp://localhost:48060
  reverse-hello simulate fleet --servers 40000 --shard 2/4 --reverse-connect opc.tcp://client:48060
`;

/** The action is loaded when it is called for: node-opcua takes a second to load, `--help` must not. */
export function registerFleet(group: Command, io: CliIo, finish: (code: ExitCode) => void): void {
  const command = group
    .command("fleet")
    .description("Thousands of light servers in one process, which dial as the reference server does")
    .requiredOption("--reverse-connect <url>", "client that every server dials, opc.tcp://HOST:PORT; repeatable", texts)
    .option("--servers <number>", "number of servers, all of them good (default: what --profile says)", whole())
    .option("--profile <file>", "YAML file: how many servers of which kind, and the names below; flags win")
    .option("--shard <i/n>", "only part i of n: for a fleet that is split over machines", shard)
    .option("--processes <number>", "split over so many processes of this machine", whole(), 1)
    .option("--application-uri <uri>", "ServerUri of each, with {n} for its number (default: urn:reverse-hello:fleet:{n})")
    .option("--endpoint-url <url>", "EndpointUrl of each, with {n} (default: opc.tcp://localhost:4840/fleet/{n})");
  addDialing(command)
    .option("--security <policy[:mode]>", "None or for example Basic256Sha256; repeatable (default: None)", repeatable(security))
    .addOption(
      new Option("--certificates <which>", "of each server its own, or one that all share (default: own)").choices([
        "own",
        "shared",
      ]),
    )
    .option("--duration <duration>", "end after this time; exit code 3 when a good server never waited", duration);
  addLogging(command)
    .addHelpText("after", EXAMPLES)
    .action(async (flags: FleetFlags) => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- as in ../index.ts
      const { runFleet } = require("./run-fleet") as typeof import("./run-fleet");
      finish(await runFleet(flags, io));
    });
}

/** The same names and defaults as those of `simulate server`. */
function addDialing(command: Command): Command {
  return command
    .option("--redial <duration>", "from the end of a connection to the next dial (default: 15s)", duration)
    .option("--connect-timeout <duration>", "limit of a dial, and from Hello to the open channel (default: 30s)", duration)
    .option("--suspension <duration>", "pause after ERR BadTcpMessageTypeInvalid (default: 60s)", duration)
    .option(
      "--keep-alive <duration>",
      "ask a silent client by TCP whether it is there; given up 10 s later (default: 30s)",
      duration,
    )
    .option("--jitter <duration>", "up to this much is added to a delay at random (default: a tenth of --redial)", duration)
    .option("--seed <number>", "makes the jitter repeatable", whole(0, 2 ** 32 - 1))
    .option("--max-session-count <number>", "sessions over connections to one client (default: unlimited)", whole(0, 2 ** 31))
    .addOption(new Option("--dialect <name>", "netstandard: a rejection suspends (default); spec: it does not").choices(DIALECTS));
}
