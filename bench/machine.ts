import { readFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { once } from "node:events";
import { cpus, loadavg, release } from "node:os";

export interface Usage {
  /** Resident memory, in bytes. */
  readonly rss: number;
  /** Processor time so far, in s. */
  readonly cpu: number;
}

/** Of this process. */
export function ownUsage(): Usage {
  const { user, system } = process.cpuUsage();
  return { rss: process.memoryUsage.rss(), cpu: (user + system) / 1e6 };
}

/** Of any process, as Linux tells it: processor time in steps of 10 ms. */
export function usageOf(pid: number | undefined): Usage {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return { rss: Number(kilobytes ?? 0) * 1024, cpu: (Number(fields[11]) + Number(fields[12])) / 100 };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

/** Contenders in turn, `rounds` times, there and back, so that a machine that grows faster or slower favours nobody. */
export async function inTurn<K extends string, T>(
  contenders: readonly K[],
  rounds: number,
  run: (contender: K) => Promise<T>,
): Promise<Record<K, T[]>> {
  const results = Object.fromEntries(contenders.map((name) => [name, [] as T[]])) as Record<K, T[]>;
  for (let round = 0; round < rounds; round += 1)
    for (const name of round % 2 === 0 ? contenders : contenders.toReversed()) results[name].push(await run(name));
  return results;
}

/** A table as docs/performance.md has it. */
export function printTable(heads: readonly string[], rows: readonly (readonly string[])[]): void {
  const line = heads.map((_, index) => (index === 0 ? "---" : "--:"));
  for (const cells of [heads, line, ...rows]) console.log(`| ${cells.join(" | ")} |`);
  console.log();
}

/** Where and under which load it was measured. */
export function printMachine(what: string): void {
  const load = loadavg().map((value) => value.toFixed(1));
  console.log(
    `${cpus().length} x ${cpus()[0]?.model.trim()}, Linux ${release()}, Node ${process.version}; ${what}; load now ${load.join(", ")}\n`,
  );
}
