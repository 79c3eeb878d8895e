import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { once } from "node:events";
import { RawDialer, type RawConnection } from "../../../simulators/raw";
import {
  ReverseConnectManager,
  type ClientEvent,
  type ReverseConnectManagerOptions,
  type StartedReverseConnectManager,
} from "../../../simulators/client";
import { encodeReverseHello, statusName } from "../../../src/protocol";

/** An upper bound for things that happen at once; generous, for busy machines. */
export const SOON = 5000;

export interface ManagerUnderTest {
  readonly manager: StartedReverseConnectManager;
  readonly events: ClientEvent[];
  /** Resolves with the first event of a type that has come or comes, from position `after` on. */
  event<T extends ClientEvent["type"]>(type: T, match?: (event: Extract<ClientEvent, { type: T }>) => boolean): Promise<void>;
  /** A server that dials and sends ReverseHello. */
  dial(serverUri?: string, endpointUrl?: string): Promise<RawConnection>;
  /** A server that dials and sends any bytes. */
  send(bytes: Buffer): Promise<RawConnection>;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function startManager(options: Partial<ReverseConnectManagerOptions> = {}): Promise<ManagerUnderTest> {
  const events: ClientEvent[] = [];
  const watchers = new Set<() => void>();
  const onEvent = (event: ClientEvent) => {
    events.push(event);
    for (const watcher of [...watchers]) watcher();
  };
  const manager = await new ReverseConnectManager({ listen: "opc.tcp://127.0.0.1:0", ...options, onEvent }).start();
  const dialer = new RawDialer({ host: "127.0.0.1", port: manager.port });
  const send = async (bytes: Buffer) => {
    const connection = await dialer.dial();
    await connection.send(bytes);
    return connection;
  };
  return {
    manager,
    events,
    event: (type, match = () => true) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`no event ${type}; seen: ${events.map((e) => e.type).join(", ")}`)), SOON);
        const look = () => {
          if (!events.some((event) => event.type === type && match(event as never))) return;
          clearTimeout(timer);
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        look();
      }),
    dial: (serverUri = "urn:test:server", endpointUrl = "opc.tcp://test:4840") =>
      send(encodeReverseHello({ serverUri, endpointUrl })),
    send,
    async [Symbol.asyncDispose]() {
      dialer.stop();
      await manager.stop();
    },
  };
}

/** The Error message that ends a connection, and that FIN follows it. */
export async function refusal(connection: RawConnection, within = SOON): Promise<string> {
  const error = await connection.message("ERR", within);
  if (!(await connection.closed(SOON))) throw new Error("the connection was not closed after the Error message");
  return statusName(error.code);
}

/** A network between a server and a client that can be cut: both ends see a reset. Hushed, it takes what comes and passes nothing on. */
export async function startLink(port: number) {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect({ host: "127.0.0.1", port });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => sockets.delete(socket));
    }
    near.pipe(far).pipe(near);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  const hush = () => {
    for (const socket of sockets) socket.unpipe().resume();
  };
  return {
    url: `opc.tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    hush,
    async [Symbol.asyncDispose]() {
      server.close();
      cut();
    },
  };
}
