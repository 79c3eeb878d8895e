import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { ClientReverseConnect, LogLevel, OPCUAClient, setLogLevel, type IBasicSessionAsync } from "node-opcua";
import { ReverseConnectManager } from "../../simulators/client";
import { ownUsage } from "../machine";

/** Child process of the benchmark: one client, which does what its parent says (`Order`) and tells when it is done. */
const [kind = "manager"] = process.argv.slice(2);
/** Enough for any fleet of one machine, in connections and in ms. */
const MANY = 100_000;
const LONG = 3_600_000;
const AT_ONCE = 10;

export type Order =
  /** Tell when so many connections have said their ReverseHello. */
  | { readonly wait: number }
  /** Open a session with each of so many servers, ten at a time, and read a value over each. */
  | { readonly open: number }
  /** The same with the first server, again and again: dial, session, read, close. */
  | { readonly turns: number }
  | "usage"
  | "stop";

interface Client {
  readonly port: number;
  /** Calls `came` for each connection from now on. */
  watch(came: () => void): void;
  /** Opens a session with server number n, reads a value, and returns how to close it. */
  session?(n: number): Promise<() => Promise<void>>;
}

/** A listener that reads the first bytes of each connection, and nothing else. */
async function bare(): Promise<Client> {
  let told: () => void = () => undefined;
  const server = createServer({ noDelay: true }, (socket: Socket) => {
    socket.once("data", () => told());
    socket.on("error", () => undefined);
    socket.on("end", () => socket.destroy());
  });
  server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 });
  await once(server, "listening");
  return { port: (server.address() as AddressInfo).port, watch: (came) => (told = came) };
}

async function manager(): Promise<Client> {
  let told: () => void = () => undefined;
  const started = await new ReverseConnectManager({
    listen: "opc.tcp://127.0.0.1:0",
    holdTime: LONG,
    maxHeld: MANY,
    onEvent: ({ type }) => {
      if (type === "held") told();
    },
  }).start();
  return {
    port: started.port,
    watch: (came) => (told = came),
    session: async (n) => {
      const connection = await started.waitForConnection({ serverUri: serverUri(n) }, { timeout: LONG });
      const session = await connection.createSession();
      await read(session.session);
      return () => session.close();
    },
  };
}

/** node-opcua's own listener. It tells nobody of what it holds: so each connection goes to the application, which keeps it. */
async function nodeOpcua(): Promise<Client> {
  const url = "opc.tcp://127.0.0.1:0";
  const listener = new ClientReverseConnect({ connectionUrl: url, maxPendingSockets: MANY, matchTimeout: LONG });
  await listener.start();
  let told: (() => void) | undefined;
  const next = () => {
    listener.waitForConnection(undefined, (_error, accepted) => {
      // Reads on, so that the end of the connection is noticed.
      (accepted?.socket as Socket | undefined)?.resume();
      told?.();
      next();
    });
  };
  return {
    port: listener.listeningPort,
    watch: (came) => {
      const isFirst = told === undefined;
      told = came;
      if (isFirst) next();
    },
    session: async (n) => {
      const client = OPCUAClient.create({ endpointMustExist: false });
      await client.connectReverse(listener, { serverUri: serverUri(n) });
      const session = await client.createSession();
      await read(session);
      return async () => {
        await session.close();
        await client.disconnect();
      };
    },
  };
}

function serverUri(n: number): string {
  return `urn:reverse-hello:fleet:${n}`;
}

async function read(session: IBasicSessionAsync): Promise<void> {
  const { statusCode } = await session.read({ nodeId: "ns=1;s=Counter" });
  if (!statusCode.isGood()) throw new Error(`read: ${statusCode.name}`);
}

function session(client: Client, n: number): Promise<() => Promise<void>> {
  if (!client.session) throw new Error(`${kind} opens no sessions`);
  return client.session(n);
}

async function open(client: Client, sessions: number): Promise<void> {
  let last = 0;
  const worker = async () => {
    while (last < sessions) await session(client, (last += 1));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function obey(client: Client, order: Order): Promise<object> {
  if (order === "stop") process.exit(0);
  if (order === "usage") return { usage: ownUsage() };
  if ("wait" in order) {
    let count = 0;
    client.watch(() => {
      if ((count += 1) === order.wait) process.send?.({ waiting: count });
    });
    return { ready: true };
  }
  if ("open" in order) await open(client, order.open);
  else for (let turn = 0; turn < order.turns; turn += 1) await (await session(client, 1))();
  return { done: true };
}

async function main(): Promise<void> {
  setLogLevel(LogLevel.Emergency);
  // That of ts-node makes an error several times as dear as it is in a product: each connection that is reset is one.
  Reflect.deleteProperty(Error, "prepareStackTrace");
  const client = await (kind === "bare" ? bare() : kind === "manager" ? manager() : nodeOpcua());
  process.on("message", (order: Order) => void obey(client, order).then((answer) => process.send?.(answer)));
  process.on("disconnect", () => process.exit(0));
  process.send?.({ port: client.port });
}

void main();
