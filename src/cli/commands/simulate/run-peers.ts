import { once } from "node:events";
import { resolve } from "node:path";
import type { Logger } from "pino";
import { parseListenUrl, type ListenAddress } from "../../../../simulators/client";
import { startPeer, type PeerEvent, type PeerOptions, type StartedPeer } from "../../../../simulators/peers";
import { defined } from "../../../objects";
import { CannotRunError, EXIT, type CliIo, type ExitCode } from "../../io";
import { createLogger, sayReady } from "./logger";
import type { PeerFlags } from "./flags";

/** Runs a peer on each URL until the signal; resolves with the exit code. */
export async function runPeers(flags: PeerFlags, io: CliIo): Promise<ExitCode> {
  const logger = createLogger(io, flags);
  const options = optionsOf(flags, io.cwd);
  const peers: StartedPeer[] = [];
  try {
    for (const address of flags.listen.map(parseListenUrl)) {
      const start = () => startPeer(flags.kind, { ...options, ...address, onEvent: (event) => log(event, logger) });
      peers.push(await start().catch((error: NodeJS.ErrnoException) => cannotListen(address, error)));
    }
    const urls = peers.map((peer) => peer.url);
    sayReady(logger, { urls, port: peers[0]?.port }, `listening on ${urls.join(", ")}`);
    if (!io.signal.aborted) await once(io.signal, "abort");
  } finally {
    await Promise.all(peers.map((peer) => peer.stop()));
  }
  logger.info("stopped");
  return EXIT.good;
}

function optionsOf({ code, reason, times, pki, serverUri = [], serverUrl = [] }: PeerFlags, cwd: string): PeerOptions {
  const servers = [...serverUri.map((uri) => ({ serverUri: uri })), ...serverUrl.map((endpointUrl) => ({ endpointUrl }))];
  return {
    ...defined({ code, reason, times, pki: pki === undefined ? undefined : resolve(cwd, pki) }),
    ...(servers.length > 0 && { servers }),
  };
}

function cannotListen({ host, port }: ListenAddress, error: NodeJS.ErrnoException): never {
  const why = error.code === "EADDRINUSE" ? "the port is in use; stop its owner or choose another" : error.message;
  throw new CannotRunError(`--listen: ${host} port ${port}: ${why}`, { cause: error });
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
