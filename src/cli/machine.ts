import { arch, availableParallelism, release, type } from "node:os";
import { version } from "node:process";
import type { RunSummary } from "../report";

/** The machine that the tool runs on, for reports: without its name, which is nobody's business. */
export function machineFacts(): NonNullable<RunSummary["machine"]> {
  return { platform: `${type()} ${release()} ${arch()}`, node: version, cores: availableParallelism() };
}
