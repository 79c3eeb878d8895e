import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { LogLevel, setLogLevel } from "node-opcua";
import { Fleet } from "../../simulators/fleet";
import { inTurn, median, ownUsage, printMachine, printTable } from "../machine";
import { Consumer, Open62541, type Cost, type Kind } from "./consumer";

/**
 * `npm run bench:fleet -- [SERVERS] [SESSIONS] [ROUNDS] [PART]`: light servers (this process) and clients (a process each), in turn: all servers
 * dial at once, all come back after a cut, sessions are opened with many and again and again with one; and what one server costs
 * when there are ten and a hundred times as many. 10,000, 1,000 and 3 by default. A pattern takes the parts that fit: dials, sessions, growth.
 */
const [SERVERS = 10_000, SESSIONS = 1_000, ROUNDS = 3] = process.argv.slice(2, 5).map(Number);
const PART = new RegExp(process.argv[5] ?? "");
const REDIAL = 1000;
const TURNS = 200;
/** One server's redial: its pause between two turns, for all clients the same. */
const TURN_REDIAL = 5;
const NAMES = { bare: "bare listener", manager: "our manager", "node-opcua": "node-opcua", open62541: "open62541" } as const;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

function newFleet(
  url: string,
  servers: number,
  options: { redial?: number; jitter?: number; maxSessionCount?: number } = {},
): Fleet {
  return new Fleet({ clients: [url], groups: [{ kind: "good", count: servers }], redial: REDIAL, ...options });
}

/** All dial, and all come back after a cut. */
async function dials(kind: Kind): Promise<{ start: Cost; back: Cost }> {
  using consumer = await Consumer.start(kind);
  await using fleet = newFleet(consumer.url, SERVERS);
  const start = await consumer.wait(SERVERS, () => void fleet.start());
  fleet.cut();
  await fleet.until("arrived", 0);
  return { start, back: await consumer.wait(SERVERS, () => fleet.restore()) };
}

async function sessions(kind: Kind): Promise<Cost & { server: number }> {
  using consumer = await Consumer.start(kind);
  await using fleet = newFleet(consumer.url, SESSIONS);
  void fleet.start();
  if (!(await fleet.until("arrived", 60_000))) throw new Error("not all servers came");
  const before = ownUsage().rss;
  const cost = await consumer.cost({ open: SESSIONS });
  return { ...cost, server: (ownUsage().rss - before) / SESSIONS };
}

/** After some turns that warm it up. */
async function turns(kind: Exclude<Kind, "bare"> | "open62541"): Promise<Cost> {
  using client = await (kind === "open62541" ? Open62541.start() : Consumer.start(kind));
  await using fleet = newFleet(client.url, 1, { redial: TURN_REDIAL, jitter: 0, maxSessionCount: 1 });
  const warm = client.cost({ turns: TURNS / 4 });
  void fleet.start();
  await warm;
  // Awaited here: what is `using` ends with the function.
  return await client.cost({ turns: TURNS });
}

interface Growth {
  readonly servers: number;
  readonly fleet: number;
  readonly client: number;
}

/** What each of so many servers costs: µs of both processes to come. All warm. */
async function growth(): Promise<Growth[]> {
  const sizes = [SERVERS / 100, SERVERS / 10, SERVERS];
  const rows = new Map(sizes.map((size) => [String(size), [] as Growth[]]));
  using consumer = await Consumer.start("manager");
  const one = async (size: number) => {
    await using fleet = newFleet(consumer.url, size);
    const began = ownUsage().cpu;
    const { cpu } = await consumer.wait(size, () => void fleet.start());
    const used = ownUsage().cpu - began;
    return { servers: size, fleet: (used / size) * 1e6, client: (cpu / size) * 1e6 };
  };
  await one(SERVERS / 2);
  // As many servers in all at each size, but for the smallest, of which 50 fleets are enough.
  for (let round = 0; round < ROUNDS; round += 1)
    for (const size of sizes)
      for (let again = 0; again < Math.min(50, SERVERS / size); again += 1) rows.get(String(size))?.push(await one(size));
  return [...rows.values()].map((all) => {
    const mean = (of: (row: Growth) => number) => all.reduce((sum, row) => sum + of(row), 0) / all.length;
    return {
      servers: all[0]?.servers ?? NaN,
      fleet: mean(({ fleet }) => fleet),
      client: mean(({ client }) => client),
    };
  });
}

function row(name: string, costs: readonly Cost[], to: readonly Cost[] | undefined): string[] {
  const of = (value: (cost: Cost) => number) => median(costs.map(value));
  const ratio = (value: (cost: Cost) => number) =>
    to ? median(costs.map((cost, round) => value(to[round] as Cost) / value(cost))).toFixed(2) : "";
  return [
    name,
    of(({ took }) => took).toFixed(2),
    of(({ cpu }) => cpu).toFixed(2),
    (of(({ rss }) => rss) / 1e6).toFixed(0),
    ratio(({ took }) => took),
    ratio(({ cpu }) => cpu),
  ];
}

const heads = (to: string) => ["", "took (s)", "client CPU (s)", "client RSS (MB)", `rate : ${to}`, `rate for its CPU : ${to}`];

async function main(): Promise<void> {
  setLogLevel(LogLevel.Emergency);
  if (PART.test("dials")) await printDials();
  if (PART.test("sessions")) await printSessions();
  if (PART.test("growth")) await printGrowth();
  printMachine(`${ROUNDS} rounds, in turn, medians; redial ${REDIAL} ms`);
}

async function printDials(): Promise<void> {
  const came = await inTurn(["bare", "manager", "node-opcua"], ROUNDS, dials);
  printTable(
    heads(NAMES.bare),
    (["start", "back"] as const).flatMap((step) =>
      (Object.keys(came) as Kind[]).map((kind) =>
        row(
          `${NAMES[kind]}: ${SERVERS} ${step === "start" ? "dial at once" : "come back"}`,
          came[kind].map((one) => one[step]),
          came.bare.map((one) => one[step]),
        ),
      ),
    ),
  );
}

async function printSessions(): Promise<void> {
  const opened = await inTurn(["manager", "node-opcua"], ROUNDS, sessions);
  const open62541 = Open62541.isBuilt ? (["open62541"] as const) : [];
  if (open62541.length === 0)
    console.log("open62541's client is not built (npm run peers -- open62541 --build): measured without it\n");
  const turned = await inTurn(["manager", "node-opcua", ...open62541], ROUNDS, turns);
  printTable(heads(NAMES.manager), [
    ...(["manager", "node-opcua"] as const).map((kind) =>
      row(`${NAMES[kind]}: ${SESSIONS} sessions open and read`, opened[kind], opened.manager),
    ),
    ...(["manager", "node-opcua", ...open62541] as const).map((kind) =>
      row(`${NAMES[kind]}: ${TURNS} times one server dials, session, read, close`, turned[kind], turned.manager),
    ),
  ]);
  console.log(`a session costs the fleet's process ${(median(opened.manager.map(({ server }) => server)) / 1000).toFixed(0)} KB\n`);
}

/** Bytes of the fleet's process for one more waiting server: the slope between a tenth and all of them. */
async function memoryEach(): Promise<number> {
  using consumer = await Consumer.start("bare");
  const sizes: number[] = [];
  for (const servers of [SERVERS / 10, SERVERS]) {
    await using fleet = newFleet(consumer.url, servers);
    await consumer.wait(servers, () => void fleet.start());
    collect();
    sizes.push(ownUsage().rss);
  }
  const [few = NaN, many = NaN] = sizes;
  return (many - few) / (0.9 * SERVERS);
}

async function printGrowth(): Promise<void> {
  const memory = await memoryEach();
  const grown = await growth();
  const [least] = grown;
  printTable(
    ["servers", "fleet CPU each (µs)", "client CPU each (µs)", `of those of ${least?.servers}`],
    grown.map((size) => [
      String(size.servers),
      size.fleet.toFixed(0),
      size.client.toFixed(0),
      (["fleet", "client"] as const).map((what) => (size[what] / (least?.[what] ?? NaN)).toFixed(2)).join(", "),
    ]),
  );
  console.log(`one more waiting server costs the fleet's process ${(memory / 1000).toFixed(1)} KB\n`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
