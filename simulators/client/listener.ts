import { createServer, type Socket } from "node:net";
import { listen } from "../../src/sockets";
import { ReverseConnectError } from "./errors";
import { formatListenUrl, parseListenUrl, type ListenAddress } from "./url";
import { messageOf } from "../../src/text";

export interface ListenerEvents {
  connection(socket: Socket, url: string): void;
  error(error: Error): void;
}

export interface StartedListener {
  /** With the port that was taken. */
  readonly url: string;
  readonly port: number;
  /** Stops accepting; connections that are open are the owner's business. */
  close(): void;
}

/** Listens on one URL; TCP keep-alive, after `keepAlive` ms of silence, finds peers that vanished. Errors: PORT_IN_USE, LISTEN_FAILED, LISTEN_URL_INVALID. */
export async function startListener(url: string, keepAlive: number, events: ListenerEvents): Promise<StartedListener> {
  const address = parseListenUrl(url);
  // Thousands of servers dial at the same moment when a client comes back; the default queue of 511 would drop some.
  const server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: keepAlive });
  const { port } = await listen(server, { ...address, backlog: BACKLOG }).catch((error: NodeJS.ErrnoException) => {
    throw listenError(error, url, address);
  });
  const actual = formatListenUrl({ host: address.host, port });
  server.on("connection", (socket) => events.connection(socket, actual));
  // For example no file descriptor left at accept: the port stays, the peer is lost.
  server.on("error", (error) => events.error(error));
  return { url: actual, port, close: () => void server.close() };
}

const BACKLOG = 4096;

function listenError(error: NodeJS.ErrnoException, url: string, { port }: ListenAddress): ReverseConnectError {
  return error.code === "EADDRINUSE"
    ? new ReverseConnectError("PORT_IN_USE", `listening URL ${url}: port ${port} is in use; stop its owner or choose another`)
    : new ReverseConnectError("LISTEN_FAILED", `listening URL ${url}: cannot listen (${messageOf(error)})`, { cause: error });
}
