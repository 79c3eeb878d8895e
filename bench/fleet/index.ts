import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cpus, release } from "node:os";
import { join } from "node:path";
import { LogLevel, setLogLevel } from "node-opcua";
import { Fleet } from "../../simulators/fleet";

/**
 * `npm run bench:fleet -- [SERVERS] [SESSIONS] [ROUNDS]`: that many light servers (this process) dial a bare listener and our manager (a
 * process each), all at once, also after a cut of the network, in turn. 10,000, 1,000 and 3 by default.
 */
const [SERVERS = 10_000, SESSIONS = 1_000, ROUNDS = 3] = process.argv.slice(2).map(Number);
const REDIAL = 1000;
const WITHIN = 300_000;

interface Row {
  readonly name: string;
  /** s */
  readonly took: number;
  /** Of the client's process. */
  readonly cpu: number;
  readonly rss: number;
  /** Bytes of memory of the fleet's process, for each server. */
  readonly each?: number;
}

class Consumer {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  static async start(kind: "bare" | "manager"): Promise<Consumer> {
    const child = fork(join(__dirname, "consumer.ts"), [kind], { execArgv: ["--require", "ts-node/register"] });
    const [{ port }] = (await once(child, "message")) as [{ port: number }];
    return new Consumer(child, `opc.tcp://127.0.0.1:${port}`);
  }

  /** Does something until the consumer has answered, and what that cost it. */
  async measure(name: string, answer: string, order: object, act: () => void): Promise<Row> {
    const before = await this.usage();
    if ("wait" in order) await this.ask(order, "ready");
    const begin = performance.now();
    const done = this.message(answer);
    if (!("wait" in order)) this.child.send(order);
    act();
    await done;
    const took = (performance.now() - begin) / 1000;
    const after = await this.usage();
    return { name, took, cpu: after.cpu - before.cpu, rss: after.rss };
  }

  stop(): void {
    if (this.child.connected) this.child.send("stop");
  }

  private usage(): Promise<{ rss: number; cpu: number }> {
    return this.ask("usage", "usage") as Promise<{ rss: number; cpu: number }>;
  }

  private ask(order: object | string, answer: string): Promise<unknown> {
    const said = this.message(answer);
    this.child.send(order);
    return said;
  }

  private async message(name: string): Promise<unknown> {
    const signal = AbortSignal.timeout(WITHIN);
    for (;;) {
      const [message] = (await once(this.child, "message", { signal })) as [Record<string, unknown>];
      if (name in message) return message[name];
    }
  }
}

function newFleet(url: string, servers: number): Fleet {
  return new Fleet({ clients: [url], groups: [{ kind: "good", count: servers }], redial: REDIAL });
}

/** One round on one kind of client: all dial, all come back after a cut. */
async function round(kind: "bare" | "manager"): Promise<Row[]> {
  const consumer = await Consumer.start(kind);
  const fleet = newFleet(consumer.url, SERVERS);
  try {
    const start = await consumer.measure(
      `${kind}: ${SERVERS} dial at once`,
      "waiting",
      { wait: SERVERS },
      () => void fleet.start(),
    );
    fleet.cut();
    await fleet.until("arrived", 0);
    const back = await consumer.measure(`${kind}: all come back`, "waiting", { wait: SERVERS }, () => fleet.restore());
    return [start, back];
  } finally {
    fleet.stop();
    consumer.stop();
  }
}

async function sessions(): Promise<Row[]> {
  const consumer = await Consumer.start("manager");
  const fleet = newFleet(consumer.url, SESSIONS);
  try {
    const waiting = await consumer.measure(`${SESSIONS} servers wait`, "waiting", { wait: SESSIONS }, () => void fleet.start());
    const before = process.memoryUsage().rss;
    const open = await consumer.measure(`${SESSIONS} sessions open and read`, "opened", { open: SESSIONS }, () => undefined);
    return [waiting, { ...open, each: (process.memoryUsage().rss - before) / SESSIONS }];
  } finally {
    fleet.stop();
    consumer.stop();
  }
}

/** What one more waiting server costs this process: the slope between a tenth and all of them. */
async function slope(): Promise<Row> {
  const consumer = await Consumer.start("bare");
  const sizes: { servers: number; rss: number; heap: number }[] = [];
  let took = 0;
  for (const servers of [SERVERS / 10, SERVERS]) {
    const fleet = newFleet(consumer.url, servers);
    const row = await consumer.measure("", "waiting", { wait: servers }, () => void fleet.start());
    took = row.took;
    (globalThis as { gc?: () => void }).gc?.();
    const { rss, heapUsed } = process.memoryUsage();
    sizes.push({ servers, rss, heap: heapUsed });
    fleet.stop();
  }
  consumer.stop();
  const [few, many] = sizes;
  if (!few || !many) throw new Error("two sizes are measured");
  return {
    name: "a waiting server in the fleet's process",
    took,
    cpu: 0,
    rss: 0,
    each: (many.rss - few.rss) / (many.servers - few.servers),
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

async function main(): Promise<void> {
  setLogLevel(LogLevel.Emergency);
  const each = await slope();
  const rounds: Record<"bare" | "manager", Row[][]> = { bare: [], manager: [] };
  for (let index = 0; index < ROUNDS; index += 1) {
    const order = index % 2 === 0 ? (["bare", "manager"] as const) : (["manager", "bare"] as const);
    for (const kind of order) rounds[kind].push(await round(kind));
  }
  const rows = (["bare", "manager"] as const).flatMap((kind) =>
    [0, 1].map((step) => {
      const all = rounds[kind].map((one) => one[step] as Row);
      const of = (value: (row: Row) => number) => median(all.map(value));
      return { name: all[0]?.name ?? "", took: of(({ took }) => took), cpu: of(({ cpu }) => cpu), rss: of(({ rss }) => rss) };
    }),
  );
  const table = [...rows, ...(SESSIONS > 0 ? await sessions() : []), each];
  console.log(
    `${cpus()[0]?.model}, ${cpus().length} cores, Linux ${release()}, Node ${process.version}; ${ROUNDS} rounds, medians; redial ${REDIAL} ms`,
  );
  const heads = ["", "took (s)", "client CPU (s)", "client RSS (MB)", "fleet RSS a server (KB)"];
  const cells = table.map((row: Row) => [
    row.name,
    row.took.toFixed(2),
    row.cpu.toFixed(2),
    (row.rss / 1e6).toFixed(0),
    row.each === undefined ? "" : (row.each / 1000).toFixed(1),
  ]);
  for (const line of [heads, heads.map((_, index) => (index === 0 ? "---" : "--:")), ...cells])
    console.log(`| ${line.join(" | ")} |`);
  const ratio = (step: number) =>
    median(rounds.manager.map((one, index) => (rounds.bare[index]?.[step]?.took ?? NaN) / (one[step]?.took ?? NaN)));
  console.log(
    `rate of the manager to that of a bare listener: ${ratio(0).toFixed(2)} at the start, ${ratio(1).toFixed(2)} after the cut`,
  );
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
