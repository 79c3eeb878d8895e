import type { Command } from "commander";
import type { CliIo, ExitCode } from "../../io";
import type { NonUpgradedPeerFlags } from "./peer-flags";

const EXAMPLES = `
Kinds: error-at-once answers BadTcpMessageTypeInvalid and closes, as UA-.NETStandard and open62541 do;
opcua-server is a plain node-opcua server; other-protocol is a web server.

Examples:
  reverse-hello simulate non-upgraded-peer --listen opc.tcp://localhost:48060
  reverse-hello simulate non-upgraded-peer --listen opc.tcp://localhost:48060 --kind opcua-server
`;

export function registerNonUpgradedPeer(group: Command, io: CliIo, finish: (code: ExitCode) => void): void {
  const repeat = (value: string, earlier: readonly string[] = []) => [...earlier, value];
  group
    .command("non-upgraded-peer")
    .description("Something on a client's URL that does not know ReverseHello")
    .option("--listen <url>", "opc.tcp://HOST:PORT; repeatable; port 0 takes a free one", repeat)
    .option("--kind <kind>", "error-at-once, opcua-server or other-protocol (default: error-at-once)")
    .option("--pki <dir>", "certificate store of the plain server (default: in memory)")
    .option("--log-level <level>", "trace, debug, info, warn, error or silent (default: info)")
    .option("--log-format <format>", "pretty or json (default: pretty on a terminal, else json)")
    .addHelpText("after", EXAMPLES)
    .action(async (flags: NonUpgradedPeerFlags) => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- as in ../index.ts
      const { runNonUpgradedPeer } = require("./run-peers") as typeof import("./run-peers");
      finish(await runNonUpgradedPeer(flags, io));
    });
}
