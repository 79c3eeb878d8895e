import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite, test } from "node:test";
import { encodePcapng, LivePcapng, writePcapng } from "../../src/capture/writer";
import { encodeAcknowledge, encodeHello, encodeReverseHello, encodeSecured } from "../../src/protocol";
import { monotonicClock } from "../../src/trace";
import { Bench } from "../proxy/support";

const RHE = encodeReverseHello({ serverUri: "urn:server", endpointUrl: "opc.tcp://server:4840" });
const HEL = encodeHello({ endpointUrl: "opc.tcp://server:4840" });
const ACK = encodeAcknowledge();
const hasTshark = spawnSync("tshark", ["--version"]).status === 0;

/** Rows of fields, one per packet that the filter takes. */
function tshark(file: string, filter: string, ...fields: string[]): string[][] {
  const checks = ["-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE"];
  const args = ["-r", file, ...checks, "-Y", filter, "-T", "fields", ...fields.flatMap((field) => ["-e", field])];
  const { stdout, status, stderr } = spawnSync("tshark", args, { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split("\t"));
}

/** A handshake whose ACK is dropped, a big message, and a close; a second connection that is reset inside its ReverseHello. */
async function scene(bench: Bench): Promise<void> {
  bench.proxy.addToxic({
    name: "lost ack",
    type: "opcua_message",
    stream: "upstream",
    attributes: { message: "ACK", action: "drop" },
  });
  const [dialer, target] = await bench.pair();
  dialer.send(RHE);
  await target.receives(RHE.length);
  target.send(HEL);
  await dialer.receives(HEL.length);
  dialer.send(ACK);
  const big = encodeSecured("MSG", { secureChannelId: 1, tokenId: 1, body: Buffer.alloc(100_000, 3) });
  dialer.send(big);
  await target.receives(RHE.length + big.length);
  dialer.socket.end();
  await target.ends();
  target.socket.end();
  await dialer.ends();
  bench.proxy.addToxic({
    name: "cut",
    type: "opcua_message",
    stream: "upstream",
    attributes: { message: "RHE", action: "cut", position: "inside", bytes: 5, how: "rst" },
  });
  const [second, secondTarget] = await bench.pair();
  second.send(RHE);
  await secondTarget.ends();
  await second.ends();
}

function check(file: string): void {
  const bad = "ip.checksum.status == Bad or tcp.checksum.status == Bad or _ws.malformed or tcp.analysis.flags";
  assert.deepEqual(tshark(file, bad, "frame.number", "_ws.col.info"), []);
  const syn = tshark(file, "tcp.flags.syn == 1 and tcp.flags.ack == 0", "frame.interface_name", "ip.src", "ip.dst", "tcp.dstport");
  assert.deepEqual(syn, [
    ["link/server", "10.1.0.2", "10.1.0.1", "4840"],
    ["link/client", "10.1.1.1", "10.1.1.2", "4840"],
    ["link/server", "10.1.0.2", "10.1.0.1", "4840"],
    ["link/client", "10.1.1.1", "10.1.1.2", "4840"],
  ]);
  const types = tshark(file, "opcua and tcp.stream == 0", "opcua.transport.type").flat();
  assert.deepEqual(types, ["RHE", "HEL", "ACK", "MSG"]);
  const beyond = tshark(file, "opcua and tcp.stream == 1", "opcua.transport.type").flat();
  assert.deepEqual(beyond, ["RHE", "HEL", "MSG"]);
  const comments = tshark(file, "frame.comment", "frame.interface_name", "frame.comment").map((row) => row.join(" "));
  assert.ok(comments.includes("link/server network: lost ack: drop ACK (message 2)"), comments.join("\n"));
  assert.ok(comments.includes("link/client network: cut: cut RHE after 5 bytes by RST"), comments.join("\n"));
  const resets = tshark(file, "tcp.flags.reset == 1", "ip.src", "tcp.stream").map((row) => row.join(" "));
  assert.deepEqual(resets.sort(), ["10.1.0.1 2", "10.1.1.1 3"]);
}

suite("pcapng writer", () => {
  test(
    "the file of a finished scenario is what tshark expects of a capture",
    { skip: !hasTshark && "tshark is not here" },
    async () => {
      await using bench = await Bench.start();
      await scene(bench);
      const folder = mkdtempSync(join(tmpdir(), "pcapng-"));
      const file = join(folder, "wire.pcapng");
      await writePcapng(file, bench.trace.events, bench.recorder.segments, bench.trace.clock.epoch);
      check(file);
      const [first] = tshark(file, "frame.number == 1", "frame.time_epoch");
      assert.ok(Math.abs(Number(first?.[0]) * 1000 - Date.now()) < 60_000, `time of the first packet is ${first?.[0]}`);
      rmSync(folder, { recursive: true });
    },
  );

  test("a live file has the same packets and comments", { skip: !hasTshark && "tshark is not here" }, async () => {
    const folder = mkdtempSync(join(tmpdir(), "pcapng-"));
    const file = join(folder, "live.pcapng");
    const clock = monotonicClock();
    const live = new LivePcapng(file, clock);
    {
      await using bench = await Bench.start({ clock, observe: () => live });
      await scene(bench);
    }
    await live.stop();
    check(file);
    rmSync(folder, { recursive: true });
  });

  test(
    "of a flood the begin is kept, every byte is counted, and a talk is whole",
    { skip: !hasTshark && "tshark is not here" },
    async () => {
      const folder = mkdtempSync(join(tmpdir(), "pcapng-"));
      const file = join(folder, "flood.pcapng");
      const clock = monotonicClock();
      const live = new LivePcapng(file, clock, { whole: { burst: 100_000, perSecond: 1000 } });
      const flood = Buffer.alloc(3_000_000, 7);
      {
        await using bench = await Bench.start({ clock, observe: () => live });
        const [dialer, target] = await bench.pair();
        dialer.send(RHE);
        await target.receives(RHE.length);
        target.send(HEL);
        await dialer.receives(HEL.length);
        dialer.send(flood);
        await target.receives(RHE.length + flood.length);
        target.send(HEL);
        await dialer.receives(2 * HEL.length);
        dialer.socket.end();
        await target.ends();
      }
      await live.stop();
      const size = readFileSync(file).length;
      assert.ok(size < 2 * 100_000 + 100_000, `${size} bytes`);
      assert.deepEqual(
        tshark(file, "tcp.analysis.flags or tcp.checksum.status == Bad or ip.checksum.status == Bad", "frame.number"),
        [],
      );
      for (const stream of [0, 1]) {
        const lengths = tshark(
          file,
          `tcp.stream == ${stream} and tcp.len > 0 and ip.src == 10.1.${stream}.${stream === 0 ? 2 : 1}`,
          "tcp.len",
        );
        const total = lengths.reduce((sum, [length]) => sum + Number(length), 0);
        assert.equal(total, RHE.length + flood.length, `stream ${stream}`);
      }
      assert.equal(tshark(file, 'opcua.transport.type == "HEL"', "frame.number").length, 4);
      rmSync(folder, { recursive: true });
    },
  );

  test("an unwritable place is told when the file is completed", async () => {
    const clock = { now: () => 0, epoch: 0 };
    const live = new LivePcapng(join(tmpdir(), "no-such-folder", "x.pcapng"), clock);
    await assert.rejects(live.stop(), { code: "ENOENT" });
  });

  test("a scenario without connections gives an empty, valid file", () => {
    const bytes = Buffer.concat([...encodePcapng([], [], { epoch: 0 })]);
    assert.equal(bytes.readUInt32LE(0), 0x0a0d0d0a);
    assert.equal(bytes.readUInt32LE(4), bytes.length);
  });
});
