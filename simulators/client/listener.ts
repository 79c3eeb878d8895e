import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { messageOf, ReverseConnectError } from "./errors";
import { formatListenUrl, parseListenUrl, type ListenAddress } from "./url";

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
  await listen(server, url, address);
  const { port } = server.address() as AddressInfo;
  const actual = formatListenUrl({ host: address.host, port });
  server.on("connection", (socket) => events.connection(socket, actual));
  // For example no file descriptor left at accept: the port stays, the peer is lost.
  server.on("error", (error) => events.error(error));
  return { url: actual, port, close: () => void server.close() };
}

const BACKLOG = 4096;

function listen(server: Server, url: string, address: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "EADDRINUSE"
          ? new ReverseConnectError(
              "PORT_IN_USE",
              `listening URL ${url}: port ${address.port} is in use; stop its owner or choose another`,
            )
          : new ReverseConnectError("LISTEN_FAILED", `listening URL ${url}: cannot listen (${messageOf(error)})`, { cause: error }),
      ),
    );
    server.listen({ host: address.host, port: address.port, backlog: BACKLOG }, () => {
      server.removeAllListeners("error");
      resolve();
    });
  });
}
