import { median, printMachine, printTable } from "../machine";
import { connections, roundTrips, startTarget, throughput } from "./peers";
import { startEmbedded, startReal, type Contender } from "./servers";

/**
 * `npm run bench:proxy -- [ROUNDS] [PATTERN]`: the embedded proxy and, where present, the real Toxiproxy; same peers, alternating,
 * all warm; medians of the rounds, and of the ratios within a round. A pattern takes the measures whose name fits.
 */
const ROUNDS = Number(process.argv[2] ?? 5);
const WANTED = new RegExp(process.argv[3] ?? "");
const CONNECTIONS = 3000;

interface Measure {
  readonly name: string;
  readonly unit: string;
  readonly toxic: boolean;
  run(port: number, contender?: Contender): Promise<number>;
}

const quantile = (sorted: readonly number[], q: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? NaN;

function measures(): Measure[] {
  const list: Measure[] = [];
  for (const toxic of [false, true]) {
    const suffix = toxic ? ", 1 latency toxic" : "";
    const add = (name: string, unit: string, run: Measure["run"]) => list.push({ name: name + suffix, unit, toxic, run });
    for (const streams of [1, 16]) {
      const costs = new Map<Contender | undefined, number[]>();
      const name = `${streams} stream${streams > 1 ? "s" : ""}`;
      add(`throughput, ${name}`, "MB/s", async (port, contender) => {
        const before = contender?.cpu() ?? 0;
        const { rate, bytes } = await throughput(port, streams, 1);
        costs.set(contender, [...(costs.get(contender) ?? []), ((contender?.cpu() ?? NaN) - before) / (bytes / 1e9)]);
        return rate / 1e6;
      });
      add(`processor time, ${name}`, "s/GB", async (_port, contender) => median(costs.get(contender) ?? []));
    }
    for (const size of [64, 8192]) {
      const last = new Map<Contender | undefined, number[]>();
      add(`round trip ${size} B, p50`, "µs", async (port, contender) => {
        const times = await roundTrips(port, size, 1000);
        last.set(
          contender,
          [...(last.get(contender) ?? []), ...times].sort((a, b) => a - b),
        );
        return quantile(times, 0.5) * 1000;
      });
      add(`round trip ${size} B, p99`, "µs", async (_port, contender) => quantile(last.get(contender) ?? [], 0.99) * 1000);
    }
    const costs = new Map<Contender | undefined, number[]>();
    add("connections", "1/s", async (port, contender) => {
      const before = contender?.cpu() ?? NaN;
      const rate = await connections(port, 16, CONNECTIONS);
      costs.set(contender, [...(costs.get(contender) ?? []), ((contender?.cpu() ?? NaN) - before) * (1000 / CONNECTIONS)]);
      return rate;
    });
    add("processor time of a connection", "ms", async (_port, contender) => median(costs.get(contender) ?? []));
    add("memory after that", "MB", async (_port, contender) => contender?.memory() ?? NaN);
  }
  return list;
}

async function main(): Promise<void> {
  const target = await startTarget();
  const real = await startReal();
  if (!real) console.log("the real Toxiproxy is not here (node scripts/get-toxiproxy.js): measured alone");
  const embedded = await startEmbedded("embedded", "off");
  const recording = await startEmbedded("embedded, recording", "on");
  const contenders: (Contender | undefined)[] = [undefined, embedded, ...(real ? [real] : []), recording];
  console.error("warming up: 2 s and 15,000 connections each");
  for (const contender of contenders) await warmUp(target.port, contender);
  const rows: string[][] = [];
  for (const measure of measures().filter(({ name }) => WANTED.test(name))) {
    const results = contenders.map((): number[] => []);
    for (let round = 0; round < ROUNDS; round++) {
      // There and back, so that a machine that grows faster or slower favours nobody.
      const order = [...contenders.entries()];
      for (const [index, contender] of round % 2 === 0 ? order : order.reverse()) {
        const port = contender ? await contender.proxy(target.port, measure.toxic) : target.port;
        results[index]?.push(await measure.run(port, contender));
      }
    }
    const [direct = NaN, mine = NaN, ...others] = results.map(median);
    const theirs = real ? (others[0] ?? NaN) : NaN;
    const recorded = others.at(-1) ?? NaN;
    const added = measure.unit === "µs" ? results[0] : undefined;
    rows.push([
      `${measure.name} (${measure.unit})`,
      ...[direct, mine, theirs, recorded].map(digits),
      real ? ratio(results[1], results[2], added).toFixed(2) : "-",
      ratio(results.at(-1), results[1]).toFixed(2),
    ]);
    console.log(rows.at(-1)?.join(" | "));
  }
  const head = ["", "direct", "embedded", "Toxiproxy", "recording", "embedded : Toxiproxy", "recording : embedded"];
  printTable(head, rows);
  printMachine(`medians of ${ROUNDS} rounds; round trips are compared after taking off the direct one`);
  for (const contender of contenders) await contender?.stop();
  target.server.close();
  process.exit(0);
}

async function warmUp(target: number, contender: Contender | undefined): Promise<void> {
  const port = contender ? await contender.proxy(target, false) : target;
  await throughput(port, 1, 2);
  await roundTrips(port, 64, 3000);
  // Node optimises what it runs for some seconds still.
  await connections(port, 16, 5 * CONNECTIONS);
}

/** Median of the rounds' ratios, each after taking off what the direct way took in that round. */
function ratio(mine: readonly number[] = [], theirs: readonly number[] = [], off: readonly number[] = []): number {
  return median(mine.map((value, round) => (value - (off[round] ?? 0)) / ((theirs[round] ?? NaN) - (off[round] ?? 0))));
}

function digits(value: number): string {
  return Number.isNaN(value) ? "-" : value >= 100 ? value.toFixed(0) : value.toFixed(value < 10 ? 2 : 1);
}

void main();
