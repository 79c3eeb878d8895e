import { once } from "node:events";
import { LogLevel, MessageSecurityMode, nodesets, SecurityPolicy, setLogLevel } from "node-opcua";
import type { Logger } from "pino";
import { ReverseConnectServer, ServerConfigError, type ReverseConnectServerOptions } from "../../../../simulators/server";
import { CannotRunError, EXIT, UsageError, type CliIo, type ExitCode } from "../../io";
import type { Contained } from "../../../../simulators/containment";
import { logContained, logReverseConnect } from "./log-server";
import { createLogger } from "./logger";
import { seededRandom } from "./random";
import type { SecurityChoice } from "./security";
import type { ServerFlags } from "./server-flags";
import { serverConfig, type ServerConfig } from "./server-config";
import type { ServerAdaptation } from "./server-flags";

const LOOPBACK = "127.0.0.1";

/** Runs the reference server until the signal; resolves with the exit code. */
export async function runServer(flags: ServerFlags, io: CliIo, adaptation: ServerAdaptation = {}): Promise<ExitCode> {
  const config = serverConfig(flags, io.cwd, io.isTerminal);
  const logger = createLogger(io, config.logLevel, config.logFormat);
  // node-opcua writes its own notes to the console, between our lines.
  if (config.logLevel !== "debug" && config.logLevel !== "trace") setLogLevel(LogLevel.Emergency);
  const server = create(config, adaptation, logger);
  adaptation.server?.(server);
  logReverseConnect(server.reverseConnect, logger);
  try {
    await start(server, config, logger);
    if (!io.signal.aborted) await once(io.signal, "abort");
  } finally {
    await server.stop();
  }
  logger.info("stopped");
  return EXIT.good;
}

async function start(server: ReverseConnectServer, config: ServerConfig, logger: Logger): Promise<void> {
  try {
    await server.start();
  } catch (error) {
    throw cannotStart(error as NodeJS.ErrnoException, config);
  }
  const urls = config.clients.map((client) => client.endpointUrl);
  const port = server.port;
  const text = `listening on opc.tcp://${config.host ?? LOOPBACK}:${port}, dialing ${urls.join(", ") || "nobody"}`;
  // The ready line comes at every log level.
  const ready = logger.child({}, { level: "info" });
  ready.info({ event: "ready", port, endpointUrl: server.endpointUrl, applicationUri: server.applicationUri, dialing: urls }, text);
}

function create(config: ServerConfig, adaptation: ServerAdaptation, logger: Logger): ReverseConnectServer {
  try {
    const options = { ...serverOptions(config), onContained: (one: Contained) => logContained(one, logger) };
    return new ReverseConnectServer(adaptation.options?.(options) ?? options);
  } catch (error) {
    if (error instanceof ServerConfigError)
      throw new UsageError(`${flagOf(error.field)}: ${error.message.replace(/^[^:]*: /, "")}`);
    throw error;
  }
}

function serverOptions(config: ServerConfig): ReverseConnectServerOptions {
  const { connectInterval, connectTimeout, rejectTimeout, keepAlive, jitter, seed, dialect, clients } = config;
  return {
    port: config.port,
    // Nobody but this machine, unless the user says so: what dials out needs no open port.
    host: config.host ?? LOOPBACK,
    ...(config.applicationUri !== undefined && { applicationUri: config.applicationUri }),
    ...(config.endpointUrl !== undefined && { endpointUrl: config.endpointUrl }),
    ...(config.pki !== undefined && { pki: config.pki }),
    ...(config.certificate !== undefined && { certificateFile: config.certificate }),
    ...(config.privateKey !== undefined && { privateKeyFile: config.privateKey }),
    ...(config.nodeset === "standard" && { nodeset_filename: nodesets.standard }),
    ...security(config.security),
    ...(config.users.size > 0 && { userManager: { isValidUser: (name: string, word: string) => config.users.get(name) === word } }),
    autoAccept: config.autoAccept,
    reverseConnect: {
      clients,
      dialect,
      ...(connectInterval !== undefined && { connectInterval }),
      ...(connectTimeout !== undefined && { connectTimeout }),
      ...(rejectTimeout !== undefined && { rejectTimeout }),
      ...(keepAlive !== undefined && { keepAlive }),
      ...(jitter !== undefined && { jitter }),
      ...(seed !== undefined && { random: seededRandom(seed) }),
    },
  };
}

/** node-opcua offers every mode with every policy that is named. */
function security(choices: readonly SecurityChoice[]): Pick<ReverseConnectServerOptions, "securityPolicies" | "securityModes"> {
  if (choices.length === 0) return {};
  const policies = choices.map(({ policy }) => SecurityPolicy[policy]);
  const modes = choices.flatMap(({ policy, mode }) => {
    if (policy === "None") return [MessageSecurityMode.None];
    return mode ? [MessageSecurityMode[mode]] : [MessageSecurityMode.Sign, MessageSecurityMode.SignAndEncrypt];
  });
  return { securityPolicies: [...new Set(policies)], securityModes: [...new Set(modes)] };
}

function cannotStart(error: NodeJS.ErrnoException, config: ServerConfig): Error {
  if (error instanceof ServerConfigError) return new UsageError(`${flagOf(error.field)}: ${error.message.replace(/^[^:]*: /, "")}`);
  if (error.code === "EADDRINUSE")
    return new CannotRunError(`--port ${config.port}: the port is in use; stop the program that holds it, or take --port 0`);
  if (error.code === "EACCES" || error.code === "EADDRNOTAVAIL")
    return new CannotRunError(`cannot listen on ${config.host ?? LOOPBACK} port ${config.port}: ${error.message}`);
  return new CannotRunError(`the server cannot start: ${error.message.split("\n")[0]}`);
}

/** "clients[0].endpointUrl" is "--reverse-connect" on the command line. */
function flagOf(field: string): string {
  const name = field.replace(/^clients\[\d+\]\./, "");
  if (name !== field && name === "endpointUrl") return "--reverse-connect";
  if (name === "timeout") return "--wait-timeout";
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
