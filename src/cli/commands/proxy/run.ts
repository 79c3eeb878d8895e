import { once } from "node:events";
import { BUSY_POLL, FaultProxyServer, fanOut, ProxyError, type StartedFaultProxyServer } from "../../../proxy";
import { monotonicClock } from "../../../trace";
import { CannotRunError, EXIT, type CliIo, type ExitCode } from "../../io";
import type { ProxyConfig } from "./config";
import { LiveLines } from "./live-lines";
import { Recording } from "./recording";

/** Runs until the signal; then heals, closes and sums up. */
export async function runProxy(config: ProxyConfig, io: CliIo): Promise<ExitCode> {
  const clock = monotonicClock();
  const recording = config.record === undefined ? undefined : await Recording.start(config.record, clock);
  const lines = new LiveLines(clock, config.quiet ? undefined : (line) => io.out(line), recording?.event);
  const observer = recording ? fanOut(lines, recording.pcapng) : lines;
  const server = await start(config, clock, observer);
  try {
    announce(config, server, io);
    if (!io.signal.aborted) await once(io.signal, "abort");
  } finally {
    await server.stop();
    await recording?.stop(server.proxies.decisions.toNdjson());
  }
  for (const line of summary(config, server, lines)) io.out(line);
  return EXIT.good;
}

async function start(
  config: ProxyConfig,
  clock: ReturnType<typeof monotonicClock>,
  observer: ReturnType<typeof fanOut>,
): Promise<StartedFaultProxyServer> {
  const { dialer, halfClose, seed, apiPort: port } = config;
  const common = { clock, dialer, halfClose, port, busyPoll: BUSY_POLL, observe: () => observer };
  const options = { ...common, ...(seed === undefined ? {} : { seed }) };
  const server = await new FaultProxyServer(options).start().catch(cannotListen("--api-port"));
  try {
    if (config.addresses) {
      // The toxics are there before the first connection is.
      const spec = { name: "proxy", ...config.addresses, connect: config.connect, enabled: false };
      const proxy = await server.proxies.create(spec);
      for (const toxic of config.toxics) proxy.addToxic(toxic);
      await proxy.enable();
    }
    return server;
  } catch (error) {
    await server.stop();
    return cannotListen("--listen")(error);
  }
}

function cannotListen(flag: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof ProxyError)
      throw new CannotRunError(`${flag}: ${error.message}; choose another one, or 0 for a free port.`);
    throw error;
  };
}

function announce(config: ProxyConfig, server: StartedFaultProxyServer, io: CliIo): void {
  for (const proxy of server.proxies.list()) {
    const peers = config.dialer === "server" ? ["server", "client"] : ["client", "server"];
    io.out(`${proxy.listen} (the ${peers[0]} dials here) -> ${proxy.upstream} (the ${peers[1]} listens there)`);
    for (const { name, type, stream, toxicity } of proxy.toxics) {
      io.out(`  fault ${name}: ${type} ${stream}${toxicity < 1 ? ` on ${toxicity * 100} % of connections` : ""}`);
    }
  }
  io.out(
    `Toxiproxy API at ${server.url}, seed ${server.seed}${config.record ? `, recording to ${config.record}` : ""}; Ctrl-C ends`,
  );
}

function summary(config: ProxyConfig, server: StartedFaultProxyServer, lines: LiveLines): string[] {
  const { connections, messages, faults, foreign, floods } = lines;
  const bytes = server.proxies.list().map(({ name, counters }) => {
    const { upstream, downstream } = counters;
    return `  ${name}: upstream ${upstream.received} bytes in, ${upstream.sent} out; downstream ${downstream.received} in, ${downstream.sent} out`;
  });
  const types = [...messages].map(([type, count]) => `${type} ${count}`).join(", ") || "none";
  return [
    `${connections} connections; messages: ${types}${foreign > 0 ? `; ${foreign} pieces that are not OPC UA` : ""}${floods > 0 ? `; streams that are not listed completely: ${floods}` : ""}; ${faults} fault decisions`,
    ...bytes,
    `all faults removed; to get the same decisions again: --seed ${server.seed}`,
    ...(config.record ? [`recorded: ${config.record}`] : []),
  ];
}
