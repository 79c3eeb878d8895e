import { once } from "node:events";
import { resolve } from "node:path";
import type { Logger } from "pino";
import { parseListenUrl, type ListenAddress } from "../../../../simulators/client";
import {
  AcknowledgingClient,
  ClosingClient,
  NON_UPGRADED_KINDS,
  NonUpgradedPeer,
  RejectingClient,
  ResettingClient,
  SilentClient,
  type PeerEvent,
  type PeerOptions,
  type ServerChoice,
  type StartedPeer,
} from "../../../../simulators/peers";
import { CannotRunError, EXIT, type CliIo, type ExitCode } from "../../io";
import { listenUrls } from "./client-config";
import { choiceFlag, countFlag, defined, LOG_FORMATS, LOG_LEVELS, statusFlag } from "./flags";
import { createLogger } from "./logger";
import { REJECTING_KINDS, type NonUpgradedPeerFlags, type RejectingClientFlags } from "./peer-flags";

type StartPeer = (options: PeerOptions) => Promise<StartedPeer>;

export function runRejectingClient(flags: RejectingClientFlags, io: CliIo): Promise<ExitCode> {
  const kind = choiceFlag("--kind", flags.kind, REJECTING_KINDS) ?? "error";
  const code = flags.code === undefined ? undefined : statusFlag("--code", flags.code);
  const times = countFlag("--times", flags.times);
  const servers = choices(flags);
  const rejecting = defined({ code, reason: flags.reason, times, servers });
  return run(flags, io, (options) => {
    switch (kind) {
      case "error":
        return new RejectingClient({ ...options, ...rejecting }).start();
      case "silent":
        return new SilentClient(options).start();
      case "close":
      case "close-at-accept":
        return new ClosingClient({ ...options, at: kind === "close" ? "reverse-hello" : "accept" }).start();
      case "reset":
      case "reset-at-accept":
        return new ResettingClient({ ...options, at: kind === "reset" ? "reverse-hello" : "accept" }).start();
      case "acknowledge":
        return new AcknowledgingClient(options).start();
    }
  });
}

export function runNonUpgradedPeer(flags: NonUpgradedPeerFlags, io: CliIo): Promise<ExitCode> {
  const kind = choiceFlag("--kind", flags.kind, NON_UPGRADED_KINDS) ?? "error-at-once";
  const pki = flags.pki === undefined ? {} : { pki: resolve(io.cwd, flags.pki) };
  return run(flags, io, (options) => new NonUpgradedPeer({ ...options, ...pki, kind }).start());
}

interface CommonFlags {
  readonly listen?: readonly string[];
  readonly logLevel?: string;
  readonly logFormat?: string;
}

async function run(flags: CommonFlags, io: CliIo, start: StartPeer): Promise<ExitCode> {
  const addresses = listenUrls(flags.listen).map(parseListenUrl);
  const format = choiceFlag("--log-format", flags.logFormat, LOG_FORMATS) ?? (io.isTerminal ? "pretty" : "json");
  const logger = createLogger(io, choiceFlag("--log-level", flags.logLevel, LOG_LEVELS) ?? "info", format);
  const peers: StartedPeer[] = [];
  try {
    for (const address of addresses) peers.push(await startOne(address, logger, start));
    const urls = peers.map((peer) => peer.url);
    // The ready line comes at every log level.
    const ready = logger.child({}, { level: "info" });
    ready.info({ event: "ready", urls, port: peers[0]?.port }, `listening on ${urls.join(", ")}`);
    if (!io.signal.aborted) await once(io.signal, "abort");
  } finally {
    await Promise.all(peers.map((peer) => peer.stop()));
  }
  logger.info("stopped");
  return EXIT.good;
}

async function startOne(address: ListenAddress, logger: Logger, start: StartPeer): Promise<StartedPeer> {
  try {
    return await start({ ...address, onEvent: (event) => log(event, logger) });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === "EADDRINUSE" ? "the port is in use; stop its owner or choose another" : message;
    throw new CannotRunError(`--listen: ${address.host} port ${address.port}: ${why}`, { cause: error });
  }
}

function log(event: PeerEvent, logger: Logger): void {
  const { type, ...fields } = event;
  logger.info({ event: type, ...fields }, `connection ${event.connection}: ${describe(event)}`);
}

function describe(event: PeerEvent): string {
  switch (event.type) {
    case "accepted":
      return `from ${event.from}`;
    case "reverse-hello":
      return `ReverseHello of ${event.serverUri} at ${event.endpointUrl}`;
    case "answered":
      return `answered ${event.what}`;
    case "closed":
      return "closed";
  }
}

function choices(flags: RejectingClientFlags): readonly ServerChoice[] | undefined {
  const uris = (flags.serverUri ?? []).map((serverUri) => ({ serverUri }));
  const urls = (flags.serverUrl ?? []).map((endpointUrl) => ({ endpointUrl }));
  return uris.length + urls.length === 0 ? undefined : [...uris, ...urls];
}
