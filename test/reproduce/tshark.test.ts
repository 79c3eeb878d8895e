import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readCapture } from "../../src/capture/reader";

const CASES = join(__dirname, "../../../shared/cases/captures");
const PORTS = [4840, 65300];
/** Cut packets: of what is not there both guess. */
const CUT = new Set(["rc-snap64.pcap"]);

function tshark(file: string, filter: string, fields: readonly string[]): string[][] {
  const ports = PORTS.flatMap((port) => ["-d", `tcp.port==${port},opcua`]);
  const wanted = fields.flatMap((field) => ["-e", field]);
  const args = ["-r", file, "-2", ...ports, "-Y", filter, "-T", "fields", ...wanted];
  const text = execFileSync("tshark", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split("\t"));
}

function hasTshark(): boolean {
  try {
    execFileSync("tshark", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const skip = !existsSync(CASES) ? "../shared/cases is not there" : !hasTshark() ? "tshark is not installed" : false;

test("messages and retransmissions are those that tshark counts", { skip }, async () => {
  const files = readdirSync(CASES).filter((name) => !CUT.has(name));
  assert.ok(files.length > 30);
  for (const name of files) {
    const file = join(CASES, name);
    const { connections } = await readCapture(file, { everyMessage: true });
    const ours = connections.flatMap(({ every = [] }) => every.map(({ message }) => message.type)).sort();
    const rows = tshark(file, "opcua || (tcp.analysis.retransmission && tcp.len > 0)", [
      "opcua.transport.type",
      "tcp.analysis.retransmission",
    ]);
    const theirs = rows.flatMap(([types = ""]) => (types === "" ? [] : types.split(","))).sort();
    assert.deepEqual(ours, theirs, name);
    const repeated = connections.flatMap(({ items }) => items.flatMap((item) => (item.kind === "repeated" ? [item.count] : [])));
    const again = rows.filter(([, retransmission = ""]) => retransmission !== "").length;
    assert.equal(
      repeated.reduce((sum, count) => sum + count, 0),
      again,
      `${name}: retransmissions`,
    );
  }
});
