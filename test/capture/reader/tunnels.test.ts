import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { test } from "node:test";
import { readConnections, readPackets, Warnings, type CaptureReading } from "../../../src/capture/reader";
import { findSuspects } from "../../../src/reproduce/import";
import { HEL, RHE } from "../../report/ladder/sample";
import { ethernet, ipv4, ipv6, pcap, type Said } from "./packets";

/** Tunnels, and refusals by ICMPv6, made here byte by byte and held against tshark where it is installed. */
const PORTS = { server: 50000, client: 4840 };
const SAID: readonly Said[] = [
  { from: "server", seq: 999, flags: "S" },
  { from: "client", seq: 1999, ack: 1000, flags: "SA" },
  { from: "server", seq: 1000, ack: 2000, payload: RHE },
  { from: "client", seq: 2000, ack: 1000 + RHE.length, payload: HEL },
];

async function read(file: Buffer): Promise<CaptureReading> {
  const warnings = new Warnings();
  return readConnections(readPackets(Readable.from([file]), "x", warnings), warnings);
}

function outer(protocol: number, payload: Buffer): Buffer {
  const ip = Buffer.alloc(20);
  ip[0] = 0x45;
  ip.writeUInt16BE(20 + payload.length, 2);
  ip[8] = 64;
  ip[9] = protocol;
  ip.write("c0a80001c0a80002", 12, "hex");
  return Buffer.concat([ip, payload]);
}

function udp(port: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt16BE(45_000, 0);
  header.writeUInt16BE(port, 2);
  header.writeUInt16BE(8 + payload.length, 4);
  return outer(17, Buffer.concat([header, payload]));
}

const gre = (hex: string, frame: Buffer) => outer(47, Buffer.concat([Buffer.from(hex, "hex"), frame]));
/** GRE with its sequence number and an ERSPAN III header of 12 bytes; the last bit says that 8 more follow. */
const ERSPAN_3 = "100022eb00000001" + "20010000" + "00000000" + "0000";

const TUNNELS: Readonly<Record<string, (ip: Buffer) => Buffer>> = {
  Geneve: (ip) => udp(6081, Buffer.concat([Buffer.from("0000655800000100", "hex"), ethernet(ip)])),
  // One option of 8 bytes: class, type, length in words, 4 bytes.
  "Geneve with options": (ip) =>
    udp(6081, Buffer.concat([Buffer.from("0200655800000100" + "0102030112345678", "hex"), ethernet(ip)])),
  "Geneve with IP in it": (ip) => udp(6081, Buffer.concat([Buffer.from("0000080000000100", "hex"), ip])),
  "ERSPAN III": (ip) => gre(`${ERSPAN_3}0000`, ethernet(ip)),
  "ERSPAN III with its subheader": (ip) => gre(`${ERSPAN_3}0001` + "0000000000000000", ethernet(ip)),
};

const types = ({ connections }: CaptureReading) =>
  connections.flatMap(({ items }) => items.flatMap((item) => (item.kind === "message" ? [item.message.type] : [])));

/** Answers of tshark for a capture, a line a packet; undefined where it is not installed. */
function tshark(file: Buffer, filter: string, field: string): string[] | undefined {
  const folder = mkdtempSync(join(tmpdir(), "tunnels-"));
  try {
    writeFileSync(join(folder, "x.pcap"), file);
    const words = ["-r", join(folder, "x.pcap"), "-d", "tcp.port==4840,opcua", "-Y", filter, "-T", "fields", "-e", field];
    return execFileSync("tshark", words, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })
      .trim()
      .split("\n");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

for (const [name, wrap] of Object.entries(TUNNELS)) {
  test(`read out of a tunnel, and counted: ${name}`, async (t) => {
    const file = pcap(SAID.map((said, index) => ({ t: index * 10, frame: ethernet(wrap(ipv4(said, PORTS))) })));
    const reading = await read(file);
    assert.deepEqual(types(reading), ["RHE", "HEL"]);
    assert.match(reading.warnings.join("\n"), new RegExp(`a packet was read out of ${name.split(" ")[0]} \\(4 times\\)`));
    const theirs = tshark(file, "opcua", "opcua.transport.type");
    if (theirs) assert.deepEqual(theirs, ["RHE", "HEL"]);
    else t.diagnostic("not held against tshark: it is not installed");
  });
}

for (const [protocol, name] of [
  [50, "IPsec (ESP)"],
  [115, "L2TP"],
] as const) {
  test(`a tunnel that hides what is in it is named and counted: ${name}`, async () => {
    const hidden = { t: 0, frame: ethernet(outer(protocol, Buffer.alloc(40, 7))) };
    const reading = await read(pcap([hidden, hidden, ...SAID.map((said) => ({ t: 1, frame: ethernet(ipv4(said, PORTS)) }))]));
    assert.ok(
      reading.warnings.some(
        (warning) => warning.startsWith(`a packet inside ${name} was left out`) && warning.endsWith("(2 times)"),
      ),
    );
  });
}

/** A router's ICMPv6 about a packet that it does not pass on. */
function icmpv6(type: number, code: number, quoted: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from([type, code, 0, 0, 0, 0, 0, 0]), quoted]);
  const header = Buffer.alloc(40);
  header[0] = 0x60;
  header.writeUInt16BE(body.length, 4);
  header[6] = 58;
  header[7] = 64;
  header.write("20010db80000000000000000000000fe" + "20010db8000000000000000000000001", 8, "hex");
  return Buffer.concat([header, body]);
}

for (const [code, words, drafted] of [
  [0, "no route to destination", "icmp-net"],
  [1, "communication administratively prohibited", "icmp-prohibited"],
  [3, "address unreachable", "icmp-host"],
  [4, "port unreachable", "icmp-port"],
  [6, "route rejected", "icmp-prohibited"],
] as const) {
  test(`a dial refused over IPv6: ${words}`, async (t) => {
    const dials = [1, 2, 3].map((n): Said => ({ from: "server", seq: n * 1000, flags: "S" }));
    // With an extension header in front of TCP, and without.
    const plain = (said: Said) => withoutExtension(ipv6(said));
    const frames = dials.flatMap((said, index) => {
      const ip = index === 0 ? ipv6(said) : plain(said);
      return [ethernet(ip), ethernet(icmpv6(1, code, ip))];
    });
    const file = pcap(frames.map((frame, index) => ({ t: index * 1000, frame })));
    const reading = await read(file);
    assert.deepEqual(
      reading.failedDials.map(({ outcome, icmp }) => [outcome, icmp?.from]),
      dials.map(() => ["icmp", "[2001:db8::fe]"]),
    );
    const [first] = findSuspects(reading);
    assert.match(
      first?.what ?? "",
      new RegExp(`3 dials to .*2001:db8::fe\\] answered by ICMP, ${words} \\(ICMPv6 type 1 code ${code}\\)`),
    );
    assert.equal(first?.fault?.do.reject, drafted);
    const theirs = tshark(file, "icmpv6.type == 1", "icmpv6.code");
    if (theirs)
      assert.deepEqual(
        theirs,
        dials.map(() => String(code)),
      );
    else t.diagnostic("not held against tshark: it is not installed");
  });
}

function withoutExtension(ip: Buffer): Buffer {
  const header = Buffer.from(ip.subarray(0, 40));
  header[6] = 6;
  header.writeUInt16BE(ip.length - 48, 4);
  return Buffer.concat([header, ip.subarray(48)]);
}
