import { createServer, type Socket } from "node:net";
import { LogLevel, setLogLevel } from "node-opcua";
import { ReverseConnectManager, type ReverseConnection } from "../../simulators/client";

/**
 * Child process of the benchmark: takes the fleet's connections, as a bare listener that reads the first bytes of each (`bare`), or as
 * our manager (`manager`). Tells its parent its port, when so many have said their ReverseHello, and its memory and processor time.
 */
const [kind = "manager"] = process.argv.slice(2);
/** Enough for any fleet of one machine. */
const MANY = 100_000;
const AT_ONCE = 10;

type Order = { readonly wait: number } | { readonly open: number } | "usage" | "stop";

let count = 0;
let wanted = Infinity;

function came(): void {
  count += 1;
  if (count >= wanted) process.send?.({ waiting: count });
}

function bare(): void {
  const server = createServer({ noDelay: true }, (socket: Socket) => {
    socket.once("data", came);
    socket.on("error", () => undefined);
    socket.on("end", () => socket.destroy());
  });
  server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () => {
    const address = server.address();
    process.send?.({ port: typeof address === "object" ? address?.port : 0 });
  });
}

let held: () => readonly ReverseConnection[] = () => [];

async function manager(): Promise<void> {
  setLogLevel(LogLevel.Emergency);
  const started = await new ReverseConnectManager({
    listen: "opc.tcp://127.0.0.1:0",
    holdTime: 3_600_000,
    maxHeld: MANY,
    onEvent: ({ type }) => {
      if (type === "held") came();
    },
  }).start();
  held = () => started.heldConnections;
  process.send?.({ port: started.port });
}

/** Opens sessions on the oldest waiting connections and reads a value over each. */
async function open(sessions: number): Promise<void> {
  const waiting = held().slice(0, sessions);
  let opened = 0;
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const session = await next.createSession();
      const { statusCode } = await session.session.read({ nodeId: "ns=1;s=Counter" });
      if (statusCode.isGood()) opened += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  process.send?.({ opened });
}

process.on("message", (order: Order) => {
  if (order === "stop") process.exit(0);
  if (order === "usage") {
    const { user, system } = process.cpuUsage();
    process.send?.({ usage: { rss: process.memoryUsage().rss, cpu: (user + system) / 1e6 } });
  } else if ("wait" in order) {
    count = 0;
    wanted = order.wait;
    process.send?.({ ready: true });
  } else void open(order.open);
});
process.on("disconnect", () => process.exit(0));
if (kind === "bare") bare();
else void manager();
