import { Option, type Command } from "commander";
import { ROLES } from "../../../vocabulary";
import { port, texts } from "../../arguments";
import type { CliIo, ExitCode } from "../../io";
import { address, readProxyConfig, seed, type ProxyFlags } from "./config";
import { runProxy } from "./run";

/** `reverse-hello proxy`: the fault proxy, alone between two real peers. */
export function register(program: Command, io: CliIo, finish: (code: ExitCode) => void): void {
  program
    .command("proxy")
    .description("Run a fault proxy between two peers; Ctrl-C ends it and removes all faults")
    .option("--listen <address>", "where the dialing peer connects, host:port (port 0: a free one)", address)
    .option("--upstream <address>", "the peer that listens, host:port or its opc.tcp URL", address)
    .option("--toxic <spec>", "a fault from the start: TYPE[/STREAM][@TOXICITY][:KEY=VALUE,…]; may be repeated", texts, [])
    .option("--connect <rule>", "what happens to new connections: MODE[:KEY=VALUE,…]; may be repeated", texts, [])
    .option("--seed <text>", "same seed and same peer behaviour give the same decisions (a random one by default)", seed)
    .option("--record <dir>", "write wire.pcapng, trace.ndjson and decisions.ndjson there")
    .option("--api-port <port>", "port of Toxiproxy's API; 8474 is Toxiproxy's own (a free one by default)", port, 0)
    .addOption(
      new Option("--dialer <role>", "role of the peer that dials; in Reverse Connect the server").choices(ROLES).default("server"),
    )
    .addOption(
      new Option("--half-close <mode>", "propagate a FIN, or end both directions as Toxiproxy does")
        .choices(["propagate", "full"])
        .default("propagate"),
    )
    .option("--quiet", "no line per connection, message and fault")
    .addHelpText("after", EXAMPLES)
    .action(async (flags: ProxyFlags) => finish(await runProxy(readProxyConfig(flags, io.cwd), io)));
}

const EXAMPLES = `
Streams: upstream (= to-client, with a dialing server), downstream (= to-server; the default, as in Toxiproxy), both.
Examples:
  reverse-hello proxy --listen :4841 --upstream localhost:4840 --toxic latency/both:latency=200
  reverse-hello proxy --listen :4841 --upstream localhost:4840 --record out \\
    --toxic opcua_message/to-client:message=ReverseHello,nth=2,action=cut,position=inside,bytes=5
  reverse-hello proxy --listen :4841 --upstream localhost:4840 --connect accept_rst:every=3
Without --listen and --upstream only the API is served, for Toxiproxy's clients. All toxics: docs/proxy.md.`;
