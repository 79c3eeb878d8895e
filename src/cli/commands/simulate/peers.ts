import { Option, type Command } from "commander";
import { NON_UPGRADED_KINDS, REJECTING_KINDS, type PeerKind } from "../../../../simulators/peers/types";
import { texts, whole } from "../../arguments";
import type { CliIo, ExitCode } from "../../io";
import type { PeerFlags } from "./flags";
import { addLogging } from "./logger";
import { listenUrls, status } from "./values";

export function registerPeers(group: Command, io: CliIo, finish: (code: ExitCode) => void): void {
  const rejecting = group
    .command("rejecting-client")
    .description("A client that rejects its servers")
    .option("--code <status>", "status code of the Error message (default: BadTcpMessageTypeInvalid)", status)
    .option("--reason <text>", "reason of the Error message")
    .option("--server-uri <uri>", "only servers with this ServerUri; others are left waiting; repeatable", texts)
    .option("--server-url <url>", "only servers with this EndpointUrl; others are left waiting; repeatable", texts)
    .option("--times <number>", "rejections; later connections are left waiting (default: all)", whole());
  complete(rejecting, REJECTING_KINDS, REJECTING, io, finish);
  const nonUpgraded = group
    .command("non-upgraded-peer")
    .description("A peer on a client's URL that does not know ReverseHello")
    .option("--pki <dir>", "certificate store of the plain server (default: in memory)");
  complete(nonUpgraded, NON_UPGRADED_KINDS, NON_UPGRADED, io, finish);
}

function complete(command: Command, kinds: readonly PeerKind[], help: string, io: CliIo, finish: (code: ExitCode) => void): void {
  command
    .requiredOption("--listen <url>", "opc.tcp://HOST:PORT; repeatable; port 0 takes a free one", listenUrls)
    .addOption(new Option("--kind <kind>", "what it does").choices(kinds).default(kinds[0]));
  addLogging(command)
    .addHelpText("after", help)
    .action(async (flags: PeerFlags) => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- as in ../index.ts
      const { runPeers } = require("./run-peers") as typeof import("./run-peers");
      finish(await runPeers(flags, io));
    });
}

const REJECTING = `
Examples:
  reverse-hello simulate rejecting-client --listen opc.tcp://localhost:48060
  reverse-hello simulate rejecting-client --listen opc.tcp://localhost:48060 --code BadServerTooBusy --times 3
  reverse-hello simulate rejecting-client --listen opc.tcp://localhost:48060 --kind reset
`;

const NON_UPGRADED = `
Kinds: error-at-once answers BadTcpMessageTypeInvalid and closes, as UA-.NETStandard and open62541 do;
opcua-server is a plain node-opcua server; other-protocol is a web server.

Examples:
  reverse-hello simulate non-upgraded-peer --listen opc.tcp://localhost:48060
  reverse-hello simulate non-upgraded-peer --listen opc.tcp://localhost:48060 --kind opcua-server
`;
