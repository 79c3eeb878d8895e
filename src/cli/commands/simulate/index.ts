import type { Command } from "commander";
import type { CliIo, ExitCode } from "../../io";
import { registerAggregationServer } from "./aggregation-server";
import { registerClient } from "./client";
import { registerClients } from "./clients";
import { registerFleet } from "./fleet";
import { registerPeers } from "./peers";
import { registerServer } from "./server";

/** `reverse-hello simulate …`: the peers that we play, one subcommand each. */
export function register(program: Command, io: CliIo, finish: (code: ExitCode) => void): void {
  const group = program.command("simulate").description("Simulate one peer: a server or a client, well-behaved or not");
  registerServer(group, io, finish);
  registerClient(group, io, finish);
  registerAggregationServer(group, io, finish);
  registerClients(group, io, finish);
  registerFleet(group, io, finish);
  registerPeers(group, io, finish);
}
