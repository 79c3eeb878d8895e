import type { Command } from "commander";
import type { CliIo, ExitCode } from "../../io";
import type { AggregationAdaptation, AggregationServerFlags } from "./flags";
import { addLogging } from "./logger";

const EXAMPLES = `
The file says which servers are aggregated; all fields are in docs/aggregation.md:
  server:
    port: 62530
    reverse-connect: [opc.tcp://client:65301]     # clients that it dials
  listen: opc.tcp://0.0.0.0:65300                 # where underlying servers dial
  underlying:
    - { name: press, endpoint-url: "opc.tcp://press:4840" }
    - { name: oven, reverse: { server-uri: "urn:oven" }, security: Basic256Sha256:SignAndEncrypt }

Example:
  reverse-hello simulate aggregation-server --config aggregation.yaml
`;

export function registerAggregationServer(
  group: Command,
  io: CliIo,
  finish: (code: ExitCode) => void,
  adaptation?: AggregationAdaptation,
): void {
  const command = group
    .command("aggregation-server")
    .description("Serves the nodes of other servers, which it dials or which dial it")
    .requiredOption("--config <file>", "YAML file; see below");
  addLogging(command)
    .addHelpText("after", EXAMPLES)
    .action(async (flags: AggregationServerFlags) => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- as in ../index.ts
      const { runAggregationServer } = require("./run-aggregation-server") as typeof import("./run-aggregation-server");
      finish(await runAggregationServer(flags, io, adaptation));
    });
}
