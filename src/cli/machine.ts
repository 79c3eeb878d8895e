import { arch, availableParallelism, platform, release, type } from "node:os";
import { version } from "node:process";
import type { RunSummary } from "../report";

/** What does not work on this system, in one sentence; undefined on Linux and macOS (docs/ci.md). */
export function systemLimits(system: string = platform()): string | undefined {
  return system === "win32"
    ? "note: Windows has no process groups, so processes that a product starts are not ended with it, and TERM ends a product at once; in WSL 2 both work"
    : undefined;
}

/** The machine that the tool runs on, for reports: without its name, which is nobody's business. */
export function machineFacts(): NonNullable<RunSummary["machine"]> {
  return { platform: `${type()} ${release()} ${arch()}`, node: version, cores: availableParallelism() };
}
