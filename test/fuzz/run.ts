import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { randomFor } from "../../src/proxy";
import { corpusOf } from "./corpus";
import { mutate } from "./mutate";
import type { Target } from "./types";

export interface FuzzResult {
  readonly target: string;
  readonly executions: number;
  readonly seconds: number;
  /** Sentences; empty is good. */
  readonly failures: readonly string[];
}

export interface FuzzOptions {
  readonly seed: string;
  readonly seconds: number;
  /** Where inputs that failed are written. */
  readonly folder: string;
}

const CHECK_EVERY = 1000;
/** The last inputs before something that nobody caught; any of them may be the cause. */
const REMEMBERED = 64;
const MOST_FAILURES = 5;

/** First the corpus and the seeds as they are, then mutations until the time is over. Same seed, same inputs in the same order. */
export async function fuzz(target: Target, options: FuzzOptions): Promise<FuzzResult> {
  const failures: string[] = [];
  const last: Buffer[] = [];
  const fail = (error: unknown, inputs: readonly Buffer[]) => {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    const file = join(options.folder, `${target.name}-${failures.length + 1}`);
    mkdirSync(options.folder, { recursive: true });
    writeFileSync(file, inputs.map((input) => input.toString("hex")).join("\n"));
    failures.push(`${message.split("\n")[0]} (${inputs.length} inputs in ${file})\n${stack ?? ""}`);
  };
  const uncaught = (error: unknown) => fail(error, last);
  process.on("uncaughtException", uncaught).on("unhandledRejection", uncaught);
  const begin = performance.now();
  let executions = 0;
  try {
    await using opened = await target.open();
    const [begins, random] = [[...corpusOf(target.name), ...target.seeds()], randomFor("fuzz", target.name, options.seed)];
    const over = () => performance.now() - begin >= options.seconds * 1000 || failures.length >= MOST_FAILURES;
    for (; executions < begins.length || !over(); executions++) {
      const input = begins[executions] ?? mutate(begins, random);
      last.push(input);
      if (last.length > REMEMBERED) last.shift();
      try {
        await opened.execute(Buffer.from(input));
      } catch (error) {
        fail(error, [input]);
      }
      if (executions % CHECK_EVERY !== CHECK_EVERY - 1) continue;
      await new Promise((resolve) => setImmediate(resolve));
      await opened.check?.();
    }
    await opened.check?.();
  } catch (error) {
    fail(error, last);
  } finally {
    process.off("uncaughtException", uncaught).off("unhandledRejection", uncaught);
  }
  return { target: target.name, executions, seconds: (performance.now() - begin) / 1000, failures };
}
