import type { Command } from "commander";
import { shard, whole } from "../../arguments";
import type { CliIo, ExitCode } from "../../io";
import type { LoadFlags } from "./flags";

const HELP = `
The client is started as \`reverse-hello test\` starts it. The servers of the profile dial it (start), lose it for a while (outage), and
have to come back while the hostile ones dial (flood). The limits of the profile are judged; that all good servers are served at the
start and after the outage, and that the client lives, is judged always.

DIR gets load.html with pictures, load.csv with the samples, load.txt and load.json.

Examples:
  reverse-hello load sut.yaml --profile fleet.yaml
  reverse-hello load sut.yaml --profile fleet.yaml --shard 2/4 --report part-2
`;

/** The action is loaded when it is called for: node-opcua takes a second to load, `--help` must not. */
export function register(program: Command, io: CliIo, finish: (code: ExitCode) => void): void {
  program
    .command("load")
    .description("Put a client under a fleet of servers, and measure what it does")
    .argument("<sut>", "description (sut.yaml) of the client, as for `reverse-hello test`")
    .requiredOption("--profile <file>", "YAML file: how many servers of which kind, what happens, and the limits (docs/fleet.md)")
    .option("--report <dir>", "folder for the report", "REPORT/load")
    .option("--seed <number>", "makes the jitter of the servers repeatable", whole(0, 2 ** 32 - 1))
    .option("--shard <i/n>", "only part i of n of the fleet, for several machines; merge with `reverse-hello report merge`", shard)
    .addHelpText("after", HELP)
    .action(async (sut: string, flags: LoadFlags) => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- as in ../index.ts
      const { load } = require("./run") as typeof import("./run");
      finish(await load(sut, flags, io));
    });
}
