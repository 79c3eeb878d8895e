import assert from "node:assert/strict";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { encodeAcknowledge, encodeHello, encodeReverseHello } from "../../src/protocol";
import { ethernet, ipv4, pcap, type Said } from "../capture/reader/packets";
import { runCli } from "./run-cli";

const RHE = encodeReverseHello({ serverUri: "urn:server", endpointUrl: "opc.tcp://server.example:4840" });
const HEL = encodeHello({ endpointUrl: "opc.tcp://other.example:4840" });
const ACK = encodeAcknowledge();

const SAID: readonly Said[] = [
  { from: "server", seq: 999, flags: "S" },
  { from: "client", seq: 1999, ack: 1000, flags: "SA" },
  { from: "server", seq: 1000, ack: 2000, payload: RHE },
  { from: "client", seq: 2000, ack: 1000 + RHE.length, payload: HEL },
  { from: "server", seq: 1000 + RHE.length, ack: 2000 + HEL.length, payload: ACK },
];

async function capture(said: readonly Said[]): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "rh-judge-"));
  await writeFile(join(dir, "plant.pcap"), pcap(said.map((one, index) => ({ frame: ethernet(ipv4(one)), t: index * 10 }))));
  return dir;
}

test("judge names requirement, clause, side, packet and time, and what came; its report is that of test", async () => {
  const cwd = await capture(SAID);
  const { code, stdout } = await runCli(["judge", "plant.pcap", "--report", "R"], { cwd });
  assert.equal(code, 1);
  assert.match(stdout, /FAIL {2}RC-011 .*Part 6, 7\.1\.2\.6/);
  assert.match(stdout, /where +the client of connection 1, packet 4, at 30 ms/);
  assert.match(stdout, /server RHE .*"opc\.tcp:\/\/server\.example:4840"\n +client HEL .*"opc\.tcp:\/\/other\.example:4840"/);
  const summary = JSON.parse(await readFile(join(cwd, "R", "summary.json"), "utf8")) as {
    exitCode: number;
    results: { id: string }[];
  };
  assert.equal(summary.exitCode, 1);
  assert.deepEqual(
    summary.results.map(({ id }) => id),
    ["connection-1-server", "connection-1-client"],
  );
  assert.match(await readFile(join(cwd, "R", "junit.xml"), "utf8"), /connection-1-client/);
  assert.match(await readFile(join(cwd, "R", "scenarios", "connection-1-client", "ladder.txt"), "utf8"), /HEL/);
});

test("judge --json holds every verdict; --role and --connection choose", async () => {
  const cwd = await capture(SAID);
  const { code, stdout } = await runCli(["judge", "plant.pcap", "--json", "--role", "server"], { cwd });
  assert.equal(code, 0);
  const { verdicts } = JSON.parse(stdout) as { verdicts: { role: string; verdict: string }[] };
  assert.ok(verdicts.length > 3 && verdicts.every(({ role, verdict }) => role === "server" && verdict === "pass"));
  const other = await runCli(["judge", "plant.pcap", "--connection", "2"], { cwd });
  assert.deepEqual([other.code, other.stderr.includes("holds connections 1 to 1")], [2, true]);
});

test("what a capture does not show is no pass: exit code 3 where nothing can be judged", async () => {
  const cwd = await capture(SAID.slice(2));
  const { code, stdout } = await runCli(["judge", "plant.pcap"], { cwd });
  assert.equal(code, 3);
  assert.match(stdout, /not visible in this capture: .*begins in the middle/);
  const time = await runCli(["judge", "plant.pcap", "--suspension", "soon"], { cwd });
  assert.equal(time.code, 2);
});

test("a capture of which connections were left out is no pass", async () => {
  const cwd = await capture([]);
  const packets = Array.from({ length: 10_001 }, (_, n) =>
    SAID.slice(0, 3).map((one, index) => ({
      frame: ethernet(ipv4(one, { server: 1024 + n, client: 4840 })),
      t: n * 30 + index * 10,
    })),
  );
  await writeFile(join(cwd, "plant.pcap"), pcap(packets.flat()));
  const { code, stdout } = await runCli(["judge", "plant.pcap"], { cwd });
  assert.equal(code, 3, stdout.slice(-2000));
  assert.match(
    stdout,
    /^Could not judge everything: 1 connection left out and not judged: cut the capture\. This is not a pass\./m,
  );
});
