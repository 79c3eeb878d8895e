import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { packageRoot } from "../../../src/files";

/** In a house of its own: a fault file is reproduced while tcpdump listens on loopback. Arguments: the file, the capture, the report. */
async function record([file = "", capture = "", report = ""]: readonly string[]): Promise<number> {
  const dump = spawn("tcpdump", ["--interface", "lo", "--immediate-mode", "--packet-buffered", "-w", capture], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  for await (const line of createInterface(dump.stderr)) if (line.includes("listening on")) break;
  dump.stderr.resume();
  const entry = ["--require", "ts-node/register", join(packageRoot(), "src", "cli", "entry.ts")];
  const reproduce = spawn(process.execPath, [...entry, "reproduce", file, "--report", report], { stdio: "inherit" });
  const [code] = (await once(reproduce, "close")) as [number | null];
  dump.kill("SIGINT");
  if (dump.exitCode === null) await once(dump, "close");
  return code ?? 4;
}

void record(process.argv.slice(2)).then((code) => (process.exitCode = code));
