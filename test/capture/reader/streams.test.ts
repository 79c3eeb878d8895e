import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import { readConnections, readPackets, Warnings, type CaptureReading } from "../../../src/capture/reader";
import { encodeAcknowledge, encodeHello, encodeReverseHello, encodeSecured } from "../../../src/protocol";
import { ethernet, ipv4, ipv6, pcap, pcapng, type Record_, type Said } from "./packets";

const RHE = encodeReverseHello({ serverUri: "urn:s", endpointUrl: "opc.tcp://h:4840" });
const HEL = encodeHello({ endpointUrl: "opc.tcp://h:4840" });
const ACK = encodeAcknowledge();
const MSG = encodeSecured("MSG", { secureChannelId: 1, tokenId: 1, body: Buffer.alloc(100, 1) });

async function read(bytes: Buffer, chunk = bytes.length): Promise<CaptureReading> {
  const parts = Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, i) => bytes.subarray(i * chunk, (i + 1) * chunk));
  const warnings = new Warnings();
  return readConnections(readPackets(Readable.from(parts), "test.pcap", warnings), warnings);
}

const frames = (said: readonly Said[], wrap = (one: Said) => ethernet(ipv4(one))): Record_[] =>
  said.map((one, i) => ({ t: one.t ?? i * 10, frame: wrap(one), ...(one.keep === undefined ? {} : { keep: one.keep }) }));

const OPEN: Said[] = [
  { from: "server", seq: 999, flags: "S" },
  { from: "client", seq: 4_294_967_295, ack: 1000, flags: "SA" },
];
const s = (seq: number, payload: Buffer, more: Partial<Said> = {}): Said => ({ from: "server", seq, payload, ...more });
const c = (seq: number, payload: Buffer, more: Partial<Said> = {}): Said => ({ from: "client", seq, payload, ...more });
const HANDSHAKE = [...OPEN, s(1000, RHE), c(0, HEL, { ack: 1000 + RHE.length }), s(1000 + RHE.length, ACK)];

const told = ({ connections }: CaptureReading) =>
  connections[0]?.items.map((item) => (item.kind === "message" ? item.message.type : item.kind)).join(" ");

for (const [name, bytes] of Object.entries({
  "big-endian pcap with nanoseconds": pcap(frames(HANDSHAKE), 1, { big: true, nano: true }),
  VLAN: pcap(frames(HANDSHAKE, (one) => ethernet(ipv4(one), true))),
  "IPv6 with an extension header": pcap(frames(HANDSHAKE, (one) => ethernet(ipv6(one)))),
  "raw IP": pcap(frames(HANDSHAKE, ipv4), 101),
  "BSD loopback": pcap(
    frames(HANDSHAKE, (one) => Buffer.concat([Buffer.from([2, 0, 0, 0]), ipv4(one)])),
    0,
  ),
  "little-endian pcapng": pcapng(frames(HANDSHAKE), "dial"),
  "big-endian pcapng": pcapng(frames(HANDSHAKE), "dial", true),
})) {
  test(`${name}: the same handshake, whatever the pieces of the file`, async () => {
    for (const chunk of [bytes.length, 7]) {
      const reading = await read(bytes, chunk);
      assert.equal(told(reading)?.replace("comment ", ""), "dial accepted RHE HEL ACK");
      assert.ok(Math.abs(reading.length - 40) < 1, `${reading.length} ms`);
      assert.equal(reading.connections[0]?.dialer, "server");
      assert.deepEqual(reading.warnings, []);
    }
  });
}

test("addresses, interface, comment and time of a pcapng", async () => {
  const reading = await read(pcapng(frames(HANDSHAKE), "fault: drop"));
  const [connection] = reading.connections;
  assert.deepEqual(connection?.server, { address: "10.0.0.1", port: 50000 });
  assert.deepEqual(connection?.client, { address: "10.0.0.2", port: 6666 });
  assert.equal(connection?.interfaceName, "eth7");
  assert.deepEqual(connection?.items[0], { kind: "comment", t: 0, direction: "to-client", text: "fault: drop" });
  assert.equal(reading.epoch, 1_000_000_000);
  const v6 = await read(pcap(frames(HANDSHAKE, (one) => ethernet(ipv6(one)))));
  assert.equal(v6.connections[0]?.client.address, "[2001:db8::2]");
});

test("segments out of order, repeated and overlapping give each byte once", async () => {
  const stream = Buffer.concat([RHE, ACK]);
  const order: [number, number][] = [
    [5, 20],
    [0, 5],
    [0, 9],
    [30, stream.length],
    [10, 32],
  ];
  const pieces = order.map(([from, to], i) => s(1000 + from, stream.subarray(from, to), { t: 100 + i * 5 }));
  const reading = await read(pcap(frames([...OPEN, ...pieces])));
  assert.equal(told(reading), "dial accepted repeated RHE ACK");
});

test("sequence numbers may wrap", async () => {
  const start = 0xffffffff - 10;
  const said = [
    { from: "server", seq: start - 1, flags: "S" } as const,
    OPEN[1] as Said,
    s(start, RHE),
    s(start + RHE.length, ACK),
  ];
  assert.equal(told(await read(pcap(frames(said)))), "dial accepted RHE ACK");
});

test("a hole in the capture is told, and the next message is found again", async () => {
  const said = [...HANDSHAKE, s(1000 + RHE.length + ACK.length + 1000, Buffer.concat([Buffer.from("rest"), MSG, MSG]))];
  const seen = c(HEL.length, MSG, { ack: 1000 + RHE.length + ACK.length + 1004 });
  const reading = await read(pcap(frames([...said, seen])));
  assert.equal(told(reading), "dial accepted RHE HEL ACK lost run");
  assert.ok(
    reading.connections[0]?.items.some((item) => item.kind === "lost" && item.bytes === 1000 && item.direction === "to-client"),
  );
  assert.ok(reading.connections[0]?.items.some((item) => item.kind === "run" && item.toClient === 2 && item.toServer === 1));
});

test("a message with a hole that cannot be read is lost, and nobody has sent garbage", async () => {
  const acked = { ack: 1000 + RHE.length };
  const said = [...OPEN, s(1000, RHE.subarray(0, 8)), s(1012, RHE.subarray(12)), c(0, HEL, acked), s(1000 + RHE.length, ACK)];
  const reading = await read(pcap(frames(said)));
  assert.equal(told(reading), "dial accepted lost HEL ACK");
  assert.ok(reading.connections[0]?.items.some((item) => item.kind === "lost" && item.bytes === 4));
});

test("a capture that begins in the middle finds the messages but does not say who dialed", async () => {
  const reading = await read(pcap(frames([c(70, Buffer.concat([Buffer.from("tail"), MSG])), s(900, MSG)])));
  assert.equal(told(reading), "run");
  assert.equal(reading.connections[0]?.dialer, undefined);
  assert.equal(reading.connections[0]?.rolesGuessed, true);
});

test("one direction only is told", async () => {
  const reading = await read(pcap(frames(HANDSHAKE.filter((one) => one.from === "server"))));
  assert.equal(told(reading), "dial RHE ACK");
  assert.match(reading.warnings.join(), /connection 1 was captured in one direction only/);
});

test("closing: who, how, and the RST that follows two FINs is no event", async () => {
  const fin = [
    s(2000, Buffer.alloc(0), { flags: "FA" }),
    c(500, Buffer.alloc(0), { flags: "FA" }),
    s(2001, Buffer.alloc(0), { flags: "R" }),
  ];
  const closes = (reading: CaptureReading) =>
    reading.connections[0]?.items.flatMap((item) => (item.kind === "close" ? [`${item.by} ${item.how}`] : []));
  assert.deepEqual(closes(await read(pcap(frames([...HANDSHAKE, ...fin])))), ["server fin", "client fin"]);
  const rst = [c(500, Buffer.alloc(0), { flags: "RA" })];
  assert.deepEqual(closes(await read(pcap(frames([...HANDSHAKE, ...rst])))), ["client rst"]);
});

test("dials that are refused or not answered are told where OPC UA listens", async () => {
  const again = (seq: number, port: number): Record_[] => [
    { t: 500, frame: ethernet(ipv4({ from: "server", seq, flags: "S" }, { server: port, client: 6666 })) },
  ];
  const refusal = { t: 501, frame: ethernet(ipv4({ from: "client", seq: 0, flags: "RA" }, { server: 50001, client: 6666 })) };
  const reading = await read(pcap([...frames(HANDSHAKE), ...again(1, 50001), refusal, ...again(9, 50002), ...again(9, 50002)]));
  assert.deepEqual(
    reading.failedDials.map(({ outcome, attempts }) => [outcome, attempts]),
    [
      ["refused", 1],
      ["unanswered", 2],
    ],
  );
});

test("something else than OPC UA is counted and left out", async () => {
  const http = [...OPEN, s(1000, Buffer.from("GET / HTTP/1.1\r\n\r\n")), c(0, Buffer.from("HTTP/1.1 200 OK\r\n\r\n"))];
  const reading = await read(pcap(frames(http)));
  assert.equal(reading.connections.length, 0);
  assert.equal(reading.otherConnections, 1);
});

test("garbage as the answer to a ReverseHello stays in the story", async () => {
  const reading = await read(pcap(frames([...OPEN, s(1000, RHE), c(0, Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"))])));
  assert.equal(told(reading), "dial accepted RHE foreign");
});

test("a file that ends inside a packet is read up to there, with a word about it", async () => {
  const bytes = pcap(frames(HANDSHAKE));
  const reading = await read(bytes.subarray(0, bytes.length - 10));
  assert.equal(told(reading), "dial accepted RHE HEL");
  assert.match(reading.warnings.join(), /cut off inside a packet at byte \d+; what comes before it was read/);
  const ng = pcapng(frames(HANDSHAKE), "");
  assert.match((await read(ng.subarray(0, ng.length - 10))).warnings.join(), /cut off inside a packet at byte/);
});

test("broken files are one sentence with the place", async () => {
  const bytes = pcap(frames(HANDSHAKE));
  bytes.writeUInt32LE(0x7fffffff, 24 + 8);
  await assert.rejects(read(bytes), /test\.pcap: the capture is broken at byte 24: a packet states 2147483647 bytes/);
  await assert.rejects(read(Buffer.from("PK\u0003\u0004")), /expected a pcap or pcapng file, got one that begins with 504b0304/);
  await assert.rejects(read(Buffer.from("ab")), /expected a pcap or pcapng file, got 2 bytes/);
  assert.match((await read(pcap(frames(OPEN), 147))).warnings.join(), /link type 147 is not known.*\(2 times\)/);
});
