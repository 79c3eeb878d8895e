import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LiveLines } from "../../src/cli/commands/proxy/live-lines";
import { Recording } from "../../src/cli/commands/proxy/recording";
import { BUSY_POLL, fanOut, FaultProxyServer } from "../../src/proxy";
import { monotonicClock } from "../../src/trace";

/** The embedded proxy as `reverse-hello proxy --quiet` runs it; with "on" it records as `--record DIR` does: capture and trace. */
async function main(): Promise<void> {
  const clock = monotonicClock();
  const observer = process.argv[2] === "on" ? await startRecording(clock) : undefined;
  const server = await new FaultProxyServer({ clock, observe: () => observer, busyPoll: BUSY_POLL }).start();
  console.log(server.url);
}

async function startRecording(clock: ReturnType<typeof monotonicClock>) {
  const folder = mkdtempSync(join(tmpdir(), "bench-proxy-"));
  process.on("SIGTERM", () => {
    rmSync(folder, { recursive: true, force: true });
    process.exit();
  });
  const recording = await Recording.start(folder, clock);
  return fanOut(new LiveLines(clock, undefined, recording.event), recording.pcapng);
}

void main();
