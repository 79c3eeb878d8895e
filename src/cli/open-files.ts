import { readFileSync } from "node:fs";
import { CannotRunError } from "./io";

/** What a process has open besides its connections: code, timers, logs. */
const BESIDES = 64;

/** Throws CannotRunError where this process may not open this many connections. Where the limit cannot be read nothing is said. */
export function checkOpenFiles(connections: number, what: string): void {
  const limit = openFilesLimit();
  const needed = connections + BESIDES;
  if (limit === undefined || needed <= limit) return;
  throw new CannotRunError(
    `${what} need ${needed} open files, and this process may have ${limit} (ulimit -n); raise it, for example with \`ulimit -n ${2 * needed}\`, or split the fleet with --shard`,
  );
}

/** Node has raised its own limit to the highest that is allowed. */
function openFilesLimit(): number | undefined {
  try {
    const [, limit] = /^Max open files +(\d+|unlimited)/m.exec(readFileSync("/proc/self/limits", "utf8")) ?? [];
    return limit === undefined || limit === "unlimited" ? undefined : Number(limit);
  } catch {
    return undefined;
  }
}
