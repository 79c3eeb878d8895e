import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { inTurn, median, printMachine, printTable } from "../machine";

/**
 * `npm run bench:suite -- [ROUNDS] [PATTERN]`: the built-in suite, whole and in parts of a ninth and a third of its scenarios, in turn; and how long
 * the first result of `test --quick` takes, from source and, where it was built, from dist/. One round by default (some five minutes). A
 * pattern takes the runs whose name fits.
 */
const ROUNDS = Number(process.argv[2] ?? 1);
const WANTED = new RegExp(process.argv[3] ?? "");
const ROOT = join(__dirname, "../..");
const SOURCE = ["--require", "ts-node/register", join(ROOT, "src", "cli", "entry.ts")];
const BUILT = existsSync(join(ROOT, "dist", "src", "cli", "process.js")) ? [join(ROOT, "bin", "reverse-hello.js")] : undefined;
/** What --log-level info says of each scenario. */
const OUTCOME = / (passed|failed|could-not-run|not-applicable)( \(|, )/;

interface Run {
  readonly scenarios: number;
  /** s */
  readonly first: number;
  readonly took: number;
  /** Of all its processes. */
  readonly cpu: number;
}

const WAYS = {
  "test --quick, from source": [...SOURCE, "test", "--quick"],
  ...(BUILT ? { "test --quick, from dist": [...BUILT, "test", "--quick"] } : {}),
  "a ninth of the suite": [...SOURCE, "test", "--shard", "1/9"],
  "a third of the suite": [...SOURCE, "test", "--shard", "1/3"],
  "the whole suite": [...SOURCE, "test"],
  "the whole suite, --dialect spec": [...SOURCE, "test", "--dialect", "spec"],
} satisfies Record<string, string[]>;
type Way = keyof typeof WAYS;
/** Those that grow. */
const SIZES: readonly Way[] = ["a ninth of the suite", "a third of the suite", "the whole suite"];

/** `times` of the shell knows what all children have used, and their children. */
async function run(way: Way): Promise<Run> {
  const report = mkdtempSync(join(tmpdir(), "bench-suite-"));
  const words = [process.execPath, ...(WAYS[way] ?? []), "--log-level", "info", "--report", report];
  const began = performance.now();
  const child = spawn("sh", ["-c", '"$@" 2>&1 >/dev/null; times', "sh", ...words], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let [scenarios, first, last] = [0, NaN, ""];
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => {
    last = line;
    if (!OUTCOME.test(line)) return;
    scenarios += 1;
    if (scenarios === 1) first = (performance.now() - began) / 1000;
  });
  await once(lines, "close");
  rmSync(report, { recursive: true, force: true });
  const cpu = [...last.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0,
  );
  return { scenarios, first, took: (performance.now() - began) / 1000, cpu };
}

async function main(): Promise<void> {
  const ways = (Object.keys(WAYS) as Way[]).filter((way) => WANTED.test(way));
  const runs = await inTurn(ways, ROUNDS, async (way) => {
    const one = await run(way);
    console.error(`${way}: ${one.scenarios} scenarios, ${one.took.toFixed(1)} s`);
    return one;
  });
  const of = (way: Way, value: (one: Run) => number) => median(runs[way].map(value));
  const each = (way: Way) => (of(way, ({ cpu }) => cpu) / of(way, ({ scenarios }) => scenarios)) * 1000;
  /** What each scenario costs that the next smaller part has not. */
  const further = (way: Way): number => {
    const before = SIZES[SIZES.indexOf(way) - 1];
    if (!before || !ways.includes(before)) return NaN;
    const [cpu, scenarios] = [(one: Run) => one.cpu, (one: Run) => one.scenarios].map(
      (value) => of(way, value) - of(before, value),
    );
    return ((cpu ?? NaN) / (scenarios ?? NaN)) * 1000;
  };
  printTable(
    ["", "scenarios", "first result (s)", "took (s)", "CPU (s)", "CPU each (ms)", "CPU of each further one (ms)"],
    ways.map((way) => [
      way,
      String(of(way, ({ scenarios }) => scenarios)),
      of(way, ({ first }) => first).toFixed(1),
      of(way, ({ took }) => took).toFixed(1),
      of(way, ({ cpu }) => cpu).toFixed(1),
      each(way).toFixed(0),
      Number.isNaN(further(way)) ? "" : further(way).toFixed(0),
    ]),
  );
  printMachine(`${ROUNDS} rounds, in turn, medians; 4 workers`);
}

void main();
