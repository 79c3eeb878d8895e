import type { Command } from "commander";
import type { CliIo, ExitCode } from "../../io";
import { REJECTING_KINDS, type RejectingClientFlags } from "./peer-flags";

const EXAMPLES = `
Examples:
  reverse-hello simulate rejecting-client --listen opc.tcp://localhost:48060
  reverse-hello simulate rejecting-client --listen opc.tcp://localhost:48060 --code BadServerTooBusy --times 3
  reverse-hello simulate rejecting-client --listen opc.tcp://localhost:48060 --kind reset
`;

export function registerRejectingClient(group: Command, io: CliIo, finish: (code: ExitCode) => void): void {
  const repeat = (value: string, earlier: readonly string[] = []) => [...earlier, value];
  group
    .command("rejecting-client")
    .description("A client that does not want its servers")
    .option("--listen <url>", "opc.tcp://HOST:PORT; repeatable; port 0 takes a free one", repeat)
    .option("--kind <kind>", `what it does: ${REJECTING_KINDS.join(", ")} (default: error)`)
    .option("--code <status>", "status code of the Error message (default: BadTcpMessageTypeInvalid)")
    .option("--reason <text>", "reason of the Error message")
    .option("--server-uri <uri>", "only servers with this ServerUri; others are left waiting; repeatable", repeat)
    .option("--server-url <url>", "only servers with this EndpointUrl; others are left waiting; repeatable", repeat)
    .option("--times <number>", "rejections; later connections are left waiting (default: all)")
    .option("--log-level <level>", "trace, debug, info, warn, error or silent (default: info)")
    .option("--log-format <format>", "pretty or json (default: pretty on a terminal, else json)")
    .addHelpText("after", EXAMPLES)
    .action(async (flags: RejectingClientFlags) => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- as in ../index.ts
      const { runRejectingClient } = require("./run-peers") as typeof import("./run-peers");
      finish(await runRejectingClient(flags, io));
    });
}
