import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { LogLevel, setLogLevel } from "node-opcua";
import { ReverseConnectManager, type ReverseSession, type StartedReverseConnectManager } from "../../simulators/client";
import { ownUsage, printMachine, printTable, type Usage } from "../machine";

/**
 * `npm run bench:load -- [SERVERS] [SESSIONS]`: that many servers (one process) hold waiting connections to one client port (this
 * process), and some of them have open sessions; the port is closed for 5 s and opened again. 500 and 100 by default.
 */
const SERVERS = Number(process.argv[2] ?? 500);
const SESSIONS = Number(process.argv[3] ?? 100);
const CONNECT_INTERVAL = 1000;
const CLOSED = 5000;
const LIMIT = 300_000;
const AT_ONCE = 10;

/** The client port; `all` waits until every server holds a waiting connection here. */
class ClientPort {
  private wake: () => void = () => undefined;

  private constructor(readonly manager: StartedReverseConnectManager) {}

  static async open(listen: string): Promise<ClientPort> {
    let port: ClientPort | undefined;
    const manager = await new ReverseConnectManager({
      listen,
      holdTime: 24 * 3_600_000,
      maxHeld: 2 * SERVERS,
      onEvent: (event) => {
        if (event.type === "held" || event.type === "session") port?.wake();
      },
    }).start();
    return (port = new ClientPort(manager));
  }

  async all(): Promise<void> {
    const signal = AbortSignal.timeout(LIMIT);
    while (new Set(this.manager.heldConnections.map(({ serverUri }) => serverUri)).size < SERVERS) {
      if (signal.aborted) throw new Error(`${this.manager.heldConnections.length} of ${SERVERS} wait after ${LIMIT / 1000} s`);
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
    }
  }

  /** Opens sessions on the oldest waiting connections and reads a value over each. */
  async sessions(count: number): Promise<ReverseSession[]> {
    const waiting = this.manager.heldConnections.slice(0, count);
    const opened: ReverseSession[] = [];
    const worker = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const session = await next.createSession();
        const { statusCode } = await session.session.read({ nodeId: "ns=1;s=Counter" });
        if (!statusCode.isGood()) throw new Error(`read: ${statusCode.name}`);
        opened.push(session);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return opened;
  }
}

const HEAD = ["", "took (s)", "client RSS (MB)", "servers RSS (MB)", "client CPU (s)", "servers CPU (s)"];
const table: string[][] = [];

async function usageOf(child: ChildProcess): Promise<Usage> {
  child.send("usage");
  for (;;) {
    const [message] = (await once(child, "message")) as [{ usage?: Usage }];
    if (message.usage) return message.usage;
  }
}

async function measure(name: string, child: ChildProcess, act: () => Promise<void>): Promise<void> {
  const [before, own] = [await usageOf(child), ownUsage()];
  const begin = performance.now();
  await act();
  const took = performance.now() - begin;
  const [after, used] = [await usageOf(child), ownUsage()];
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0);
  table.push([
    name,
    (took / 1000).toFixed(2),
    megabytes(used.rss),
    megabytes(after.rss),
    (used.cpu - own.cpu).toFixed(2),
    (after.cpu - before.cpu).toFixed(2),
  ]);
}

async function main(): Promise<void> {
  setLogLevel(LogLevel.Emergency);
  const port = await ClientPort.open("opc.tcp://127.0.0.1:0");
  const { url } = port.manager;
  // The servers start one after the other and find the port closed, so that all of them come at once when it opens.
  await port.manager.stop();
  const argv = [String(SERVERS), url, String(CONNECT_INTERVAL)];
  const child = fork(join(__dirname, "servers.ts"), argv, { execArgv: ["--require", "ts-node/register"] });
  try {
    await measure(`${SERVERS} servers start, the port is closed`, child, async () => {
      for (;;) if ("started" in ((await once(child, "message")) as [object])[0]) return;
    });
    const first = await openAgain(url, child, `${SERVERS} servers wait, after the port opens`);
    await measure(`${SESSIONS} sessions open and read`, child, async () => void (await first.sessions(SESSIONS)));
    await measure(`${SERVERS} servers wait beside the sessions`, child, () => first.all());
    await measure("the port closes, with all sessions", child, () => first.manager.stop());
    await pause(CLOSED);
    const second = await openAgain(url, child, `${SERVERS} servers wait, after ${CLOSED / 1000} s without port`);
    await measure(`${SESSIONS} sessions open and read again`, child, async () => void (await second.sessions(SESSIONS)));
    await second.all();
    await second.manager.stop();
  } finally {
    if (child.connected) child.send("stop");
  }
  printTable(HEAD, table);
  printMachine(`connect interval ${CONNECT_INTERVAL} ms`);
}

async function openAgain(url: string, child: ChildProcess, name: string): Promise<ClientPort> {
  const port = await ClientPort.open(url);
  await measure(name, child, () => port.all());
  return port;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
