import { getActiveResourcesInfo, memoryUsage } from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { Command } from "commander";
import { LogLevel, setLogLevel } from "node-opcua";
import { ReverseConnectManager, type ReverseSession } from "../../simulators/client";
import { startReverseConnectServer } from "../../simulators/server";
import { SoakLink } from "./link";
import { slopePerHour, type Sample } from "./slope";

const URI = "urn:reverse-hello:soak";
/** From the end of a connection to the next dial, in ms; the client keeps a second connection besides. */
const REDIAL = 500;
/** A recovery that takes longer is a finding, in ms: a dial that has just failed, the next one, and as much for a busy machine. */
const LIMIT = 4 * REDIAL;
/** In an hour: what an hour of soak may show at most. */
const MOST = { megabytes: 1, handles: 0.5 } as const;
/**
 * In minutes: slopes of a shorter run are noise. The first half of a run is not counted: compiled code and caches fill, by 28 KB a fault at
 * first, 3 KB after a hundred.
 */
const JUDGED_FROM = { megabytes: 60, handles: 10 } as const;

interface Recovery {
  readonly fault: string;
  readonly ms: number;
}

/** `npm run soak`: faults between our own server and client; exit code 1 for a late recovery, or where memory or handles grow. */
async function main(): Promise<void> {
  const command = new Command("soak")
    .option("--minutes <number>", "time in all", "60")
    .option("--rate <number>", "faults a minute", "30")
    .parse();
  const { minutes, rate } = command.opts<{ minutes: string; rate: string }>();
  setLogLevel(LogLevel.Emergency);
  const manager = await new ReverseConnectManager({ listen: "opc.tcp://127.0.0.1:0", keepAlive: 1000 }).start();
  const link = new SoakLink(manager.port);
  await link.listen();
  const reverseConnect = { clients: [{ endpointUrl: link.url }], redial: REDIAL, jitter: 0 };
  const server = await startReverseConnectServer({ port: 0, host: "127.0.0.1", applicationUri: URI, reverseConnect });
  const connection = await manager.waitForConnection({ serverUri: URI });
  const session = await connection.createSession({ requestTimeout: 2000 });
  const good = await soak(session, link, { end: performance.now() + Number(minutes) * 60_000, pause: 60_000 / Number(rate) });
  link.stop();
  await manager.stop();
  await server.stop();
  process.exit(good ? 0 : 1);
}

async function soak(session: ReverseSession, link: SoakLink, { end, pause }: { end: number; pause: number }): Promise<boolean> {
  const recoveries: Recovery[] = [];
  const [memory, handles]: [Sample[], Sample[]] = [[], []];
  const begin = performance.now();
  const faults = Object.entries(link.faults);
  for (let number = 0; performance.now() < end; number += 1) {
    const [fault, strike] = faults[number % faults.length] ?? [];
    if (fault === undefined || strike === undefined) break;
    const next = performance.now() + pause;
    const lost = stateOf(session, "lost");
    await strike();
    const from = performance.now();
    await lost;
    await stateOf(session, "open");
    await session.session.read({ nodeId: "i=2258" });
    recoveries.push({ fault, ms: performance.now() - from });
    await delay(Math.max(0, next - performance.now()));
    const isLater = performance.now() - begin > (end - begin) / 2;
    if (number % faults.length === faults.length - 1 && isLater) {
      const at = performance.now();
      global.gc?.();
      memory.push({ at, value: memoryUsage().heapUsed / 2 ** 20 });
      handles.push({ at, value: getActiveResourcesInfo().length });
    }
  }
  return report({ recoveries, memory, handles, minutes: (performance.now() - begin) / 60_000 });
}

function stateOf(session: ReverseSession, wanted: string): Promise<void> {
  if (session.state === wanted) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no session ${wanted} within 60 s, it is ${session.state}`)), 60_000);
    const stop = session.onState((state) => {
      if (state !== wanted) return;
      clearTimeout(timer);
      stop();
      resolve();
    });
  });
}

interface Result {
  readonly recoveries: readonly Recovery[];
  readonly memory: readonly Sample[];
  readonly handles: readonly Sample[];
  readonly minutes: number;
}

function report({ recoveries, memory, handles, minutes }: Result): boolean {
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  for (const [fault, all] of Map.groupBy(recoveries, (one) => one.fault)) {
    const sorted = all.map(({ ms }) => ms).sort((a, b) => a - b);
    const [middle = 0, worst = 0] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
    say(`${fault}: ${all.length} times, a value again after ${middle.toFixed(0)} ms (median), ${worst.toFixed(0)} ms at most`);
  }
  const late = recoveries.filter(({ ms }) => ms > LIMIT);
  const grown = { megabytes: slopePerHour(memory), handles: slopePerHour(handles) };
  const judged = (what: keyof typeof MOST) => minutes >= JUDGED_FROM[what] - 0.1;
  say(
    `${recoveries.length} faults in ${minutes.toFixed(1)} minutes, ${late.length} recoveries over ${LIMIT} ms; heap ${memory.at(-1)?.value.toFixed(1) ?? "?"} MB, ${grown.megabytes.toFixed(2)} MB an hour; ${handles.at(-1)?.value ?? "?"} handles, ${grown.handles.toFixed(2)} an hour${judged("megabytes") ? "" : " (too short to judge the heap)"}`,
  );
  const grows = (["megabytes", "handles"] as const).some((what) => judged(what) && grown[what] > MOST[what]);
  return recoveries.length > 0 && late.length === 0 && !grows;
}

void main();
