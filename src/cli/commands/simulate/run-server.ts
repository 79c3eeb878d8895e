import { once } from "node:events";
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { MessageSecurityMode, nodesets, SecurityPolicy } from "node-opcua";
import type { Logger } from "pino";
import { ReverseConnectServer, ServerConfigError, type ReverseConnectServerOptions } from "../../../../simulators/server";
import { defined } from "../../../objects";
import { randomFor } from "../../../proxy";
import { kebab } from "../../arguments";
import { CannotRunError, EXIT, UsageError, type CliIo, type ExitCode } from "../../io";
import { logContained, logRefused, logReverseConnect } from "./log-server";
import { createLogger, sayReady } from "./logger";
import { withPasswords, type NamedUser } from "./password";
import { useLibrary } from "./use-library";
import type { ServerAdaptation, ServerFlags } from "./flags";
import type { SecurityChoice } from "./values";

/** Runs the reference server until the signal; resolves with the exit code. */
export async function runServer(flags: ServerFlags, io: CliIo, adaptation: ServerAdaptation = {}): Promise<ExitCode> {
  const options = optionsOf(flags, await withPasswords(flags.user, flags.passwordFile, io), io.cwd);
  const logger = createLogger(io, flags);
  using _library = useLibrary(flags, logger);
  try {
    const given: ReverseConnectServerOptions = {
      ...options,
      onContained: (one) => logContained(one, logger),
      onCertificateRefused: (sentence) => logRefused(sentence, logger),
    };
    const server = new ReverseConnectServer(adaptation.options?.(given) ?? given);
    adaptation.server?.(server);
    logReverseConnect(server.reverseConnect, logger);
    await using _stopped = server;
    await start(server, flags, logger);
    if (!io.signal.aborted) await once(io.signal, "abort");
  } catch (error) {
    if (!(error instanceof ServerConfigError)) throw error;
    throw new UsageError(`${flagOf(error.field)}: ${error.message.replace(/^[^:]*: /, "")}`);
  }
  logger.info("stopped");
  return EXIT.good;
}

async function start(
  server: ReverseConnectServer,
  { host, port: asked, reverseConnect }: ServerFlags,
  logger: Logger,
): Promise<void> {
  try {
    await server.start();
  } catch (error) {
    throw cannotStart(error as NodeJS.ErrnoException, host, asked);
  }
  const { port, endpointUrl, applicationUri } = server;
  const dialing = reverseConnect.map((client) => client.endpointUrl);
  const text = `listening on opc.tcp://${host}:${port}, dialing ${dialing.join(", ") || "nobody"}`;
  sayReady(logger, { port, endpointUrl, applicationUri, dialing }, text);
}

function optionsOf(flags: ServerFlags, known: readonly NamedUser[], cwd: string): ReverseConnectServerOptions {
  const { port, host, applicationUri, endpointUrl, autoAccept, seed, dialect, nodeset } = flags;
  const { redial, connectTimeout, suspension, keepAlive, jitter, waitTimeout: timeout, maxSessionCount } = flags;
  const users = new Map(known.map(({ userName, password }) => [userName, password]));
  return {
    port,
    // Nobody but this machine, unless the user says so: what dials out needs no open port.
    host,
    autoAccept,
    allow: { shortKeys: flags.allowShortKeys, sha1: flags.allowSha1 },
    ...defined({
      applicationUri,
      endpointUrl,
      pki: flags.pki === undefined ? undefined : resolve(cwd, flags.pki),
      nodeset_filename: nodeset === "standard" ? nodesets.standard : undefined,
      userManager: users.size > 0 ? { isValidUser: (name: string, word: string) => users.get(name) === word } : undefined,
    }),
    ...keyPair(flags, cwd),
    ...security(flags.security),
    reverseConnect: {
      clients: flags.reverseConnect.map((client) => ({ timeout, maxSessionCount, ...client })),
      dialect,
      ...defined({ redial, connectTimeout, suspension, keepAlive, jitter }),
      ...(seed !== undefined && { random: randomFor("jitter", seed) }),
    },
  };
}

function keyPair({ certificate, privateKey }: ServerFlags, cwd: string): Partial<ReverseConnectServerOptions> {
  if (certificate === undefined && privateKey === undefined) return {};
  if (certificate === undefined || privateKey === undefined)
    throw new UsageError("--certificate and --private-key: expected both or none; got one of them");
  const [certificateFile, privateKeyFile] = [resolve(cwd, certificate), resolve(cwd, privateKey)];
  for (const [name, path] of Object.entries({ certificate: certificateFile, "private-key": privateKeyFile })) {
    if (!statSync(path, { throwIfNoEntry: false })?.isFile())
      throw new UsageError(`--${name}: expected a file that exists; got ${JSON.stringify(path)}`);
  }
  return { certificateFile, privateKeyFile };
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

function cannotStart(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error instanceof ServerConfigError) return error;
  if (error.code === "EADDRINUSE")
    return new CannotRunError(`--port ${port}: the port is in use; stop the program that holds it, or take --port 0`);
  if (error.code === "EACCES" || error.code === "EADDRNOTAVAIL")
    return new CannotRunError(`cannot listen on ${host} port ${port}: ${error.message}`);
  return new CannotRunError(`the server cannot start: ${error.message.split("\n")[0]}`);
}

/** "clients[0].endpointUrl" is "--reverse-connect" on the command line. */
function flagOf(field: string): string {
  const name = field.replace(/^clients\[\d+\]\./, "");
  if (name !== field && name === "endpointUrl") return "--reverse-connect";
  return name === "timeout" ? "--wait-timeout" : `--${kebab(name)}`;
}
