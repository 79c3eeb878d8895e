import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LivePcapng } from "../../src/capture/writer";
import { WHOLE_BYTES } from "../../src/cli/commands/proxy/recording";
import { FaultProxyServer } from "../../src/proxy";
import { monotonicClock } from "../../src/trace";

/** The embedded proxy as `reverse-hello proxy --quiet` runs it; with "on" every byte goes into a pcapng file too. */
async function main(): Promise<void> {
  const clock = monotonicClock();
  const folder = mkdtempSync(join(tmpdir(), "bench-proxy-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const recording =
    process.argv[2] === "on" ? new LivePcapng(join(folder, "wire.pcapng"), clock, { whole: WHOLE_BYTES }) : undefined;
  const server = await new FaultProxyServer({ clock, observe: () => recording }).start();
  console.log(server.url);
}

void main();
