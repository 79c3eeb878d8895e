import type { Command } from "commander";
import { duration, whole } from "../../arguments";
import type { CliIo, ExitCode } from "../../io";
import { addSessions } from "./client";
import type { ClientsFlags } from "./flags";
import { addLogging } from "./logger";
import { listenUrls } from "./values";

const EXAMPLES = `
Durations: 500ms, 15s, 1m, or a number of milliseconds.
Every server that dials one of them gets a session. The ready line has all URLs, for the server that is to dial them.

Examples:
  reverse-hello simulate clients --count 200 --listen opc.tcp://localhost:48100
  reverse-hello simulate clients --count 200 --listen opc.tcp://localhost:48100 --subscribe i=2258 --read i=2259
`;

/** The action is loaded when it is called for: node-opcua takes a second to load, `--help` must not. */
export function registerClients(group: Command, io: CliIo, finish: (code: ExitCode) => void): void {
  const command = group
    .command("clients")
    .description("Many reference clients in one process, each on a port of its own, for a server that serves many")
    .requiredOption("--count <number>", "number of clients", whole(1, 65_535))
    .requiredOption(
      "--listen <url>",
      "opc.tcp://HOST:PORT of the first one; the others take the next ports; port 0: each a free one",
      listenUrls,
    )
    .option("--duration <duration>", "end after this time; exit code 3 when a client has never had a session", duration);
  addSessions(command);
  addLogging(command)
    .addHelpText("after", EXAMPLES)
    .action(async (flags: ClientsFlags) => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- as in ../index.ts
      const { runClients } = require("./run-clients") as typeof import("./run-clients");
      finish(await runClients(flags, io));
    });
}
