import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { LogLevel, setLogLevel } from "node-opcua";
import { keepHeapSmall } from "../../src/cli/small-heap";
import { foundIn } from "../../src/files";
import { fuzz } from "./run";
import type { Target } from "./types";

const isTarget = (value: unknown): value is Target =>
  typeof value === "object" && value !== null && "seeds" in value && "open" in value;

/** `npm run fuzz`: each target for its share of the time; exit code 1 where an input did what none may. */
async function main(): Promise<void> {
  const targets = foundIn(join(__dirname, "targets"), isTarget);
  const command = new Command("fuzz")
    .option("--minutes <number>", "time in all", "5")
    .option("--target <name>", `only this one: ${targets.map(({ name }) => name).join(", ")}`)
    .option("--seed <text>", "the same inputs again", randomBytes(4).toString("hex"))
    .option("--failures <dir>", "where inputs that failed are written", join(tmpdir(), "reverse-hello-fuzz"))
    .parse();
  const { minutes, target, seed, failures } = command.opts<{ minutes: string; target?: string; seed: string; failures: string }>();
  // Certificates that servers refuse are kept, and whoever starts next in the same folder reads them.
  const state = (process.env["XDG_STATE_HOME"] = mkdtempSync(join(tmpdir(), "reverse-hello-fuzz-state-")));
  process.once("exit", () => rmSync(state, { recursive: true, force: true }));
  setLogLevel(LogLevel.Emergency);
  // node-opcua tells some of what strangers send, whatever its level.
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  console.log = console.warn = () => undefined;
  const chosen = targets.filter(({ name }) => target === undefined || name === target);
  // As the commands that read files do; the others are half as fast again without.
  if (chosen.some(({ readsFiles }) => readsFiles === true)) keepHeapSmall();
  if (chosen.length === 0) throw new Error(`--target ${target}: there is none of this name`);
  const seconds = (Number(minutes) * 60) / chosen.length;
  say(`seed ${seed}: ${chosen.length} targets, ${seconds.toFixed(0)} s each`);
  let [executions, failed] = [0, 0];
  for (const one of chosen) {
    const result = await fuzz(one, { seed, seconds, folder: resolve(failures) });
    executions += result.executions;
    failed += result.failures.length;
    const rate = Math.round(result.executions / result.seconds);
    say(
      `${result.target}: ${result.executions} executions in ${result.seconds.toFixed(0)} s (${rate}/s), ${result.failures.length} failures`,
    );
    for (const failure of result.failures) say(failure);
  }
  say(`${executions} executions, ${failed} failures, seed ${seed}`);
  process.exit(failed > 0 ? 1 : 0);
}

void main();
