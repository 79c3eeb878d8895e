import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { test } from "node:test";
import { readCapture, readConnections, readPackets, Warnings, type CaptureReading } from "../../src/capture/reader";
import { draftScenario, findSuspects, sureness, timeline } from "../../src/reproduce/import";
import { parseFaultScenario } from "../../src/reproduce/scenario";
import { ethernet, ipv4, pcap, type Said } from "../capture/reader/packets";
import { HEL, RHE } from "../report/ladder/sample";

/** Captures that are kept beside the repository, with what is true of each; made here too where that is short. */
const CASES = join(__dirname, "../../../shared/cases/captures");

/** File, what comes first among the suspects, and what the draft may hold: no fault that neither the proxy nor a router could make. */
const TRUE: readonly (readonly [string, RegExp | undefined, "fault" | "none"])[] = [
  ["only-refused", /10 dials to 10\.0\.0\.2:4840 refused \(RST\): nobody listens/, "fault"],
  ["only-refused-65300", /10 dials to 10\.0\.0\.2:65300 refused \(RST\): nobody listens/, "fault"],
  ["only-syn", /4 dials .* not answered at all: dropped on the way, or the host is down/, "fault"],
  ["icmp-prohibited", /3 dials .*10\.0\.0\.254 answered by ICMP, host administratively prohibited.*type 3 code 10/, "fault"],
  ["accepted-no-rhe-fin", /the server, which dialed, never sent a ReverseHello; the client closed after 10/, "none"],
  ["lb-rhe-fin", /the client's side closed .*right behind the ReverseHello.*load balancer.*5 of 5/, "fault"],
  ["rejected-err", /not the network: the client refused with BadTcpMessageTypeInvalid.*4 of 4/, "none"],
  ["rhe-unanswered", /nobody answered the ReverseHello in 120 s; then the server closed \(on 3 of 3/, "none"],
  ["rhe-never-acked", /the server sent its RHE 8 times and TCP never confirmed it: nothing passes from server to client/, "none"],
  ["hel-never-acked", /the client sent its HEL 7 times and TCP never confirmed it: nothing passes from client to server/, "none"],
  ["rc-rhe-retrans", /packets were lost and TCP recovered: the server sent its RHE/, "none"],
  ["hel-endpoint-invalid", /the client's Hello names .*RC-011.*the server refused with BadTcpEndpointUrlInvalid/, "none"],
  ["hel-other-url", /the client's Hello names .*RC-011.*the server closed 5\.00 s later without the Error.*RC-036/, "none"],
  ["ends-after-opn-response", undefined, "none"],
  ["token-unknown", /the server refused with BadSecureChannelTokenUnknown/, "none"],
  ["token-expires", /the client never renewed its channel, whose lifetime of 60 s/, "none"],
  [
    "seq-goes-on",
    /the server refused with BadSequenceNumberInvalid in answer to OPN; the first SequenceNumber .* is 1501, .*\(on 3 of 3/,
    "none",
  ],
  ["seq-hole", /the server left out sequence numbers/, "none"],
  ["clo-no-fin", /CloseSecureChannel by the client, and nobody closed the socket for 60 s/, "none"],
  ["abort-chunk", /the server broke off its message with an abort chunk, BadSecurityChecksFailed/, "none"],
  ["slow-ack", /ACK came 30\.00 s after/, "fault"],
  ["slow-msg", /the server answered Read after 120 s/, "none"],
  ["garbage-then-slow", /ACK came 30\.00 s after/, "fault"],
  ["server-hangs", /3 requests .*had no answer.*TCP confirmed them/, "none"],
  ["http-answers", /HTTP speaks on the client's side/, "none"],
  ["forward-reset-redial", /reset by the server's side after 3/, "fault"],
  ["gap-before-fin", /not visible in this capture: 66 bytes of the server right before the end are missing/, "none"],
  ["rc-zero-window", /the server read nothing for .*window 0.*then the client reset/, "none"],
  ["two-servers", /2 machines .*10\.0\.0\.1, 10\.0\.0\.3.* call themselves/, "none"],
  ["many", /reset by the server's side after 5\.31 s/, "fault"],
  ...["rc-mid", "rc-clock-back", "rc-erspan", "rc-eth", "rc-ipfrag", "rc-vxlan", "rc-snap64", "rc-capture-gap"].map(
    (name) => [name, undefined, "none"] as const,
  ),
];

for (const [name, what, drafted] of TRUE) {
  const file = join(CASES, `${name}.pcap`);
  test(`what is true of ${name}`, { skip: existsSync(file) ? false : "the captures are not there" }, async () => {
    const reading = await readCapture(file);
    const suspects = findSuspects(reading).filter((suspect) => sureness(suspect) !== "unlikely");
    if (what) assert.match(suspects[0]?.what ?? "", what);
    else assert.deepEqual(suspects, []);
    const draft = parseFaultScenario(draftScenario(reading, suspects, { capture: name, role: "server" }), "/", "draft");
    assert.equal(draft.faults.length > 0 ? "fault" : "none", drafted);
  });
}

async function read(frames: readonly Buffer[]): Promise<CaptureReading> {
  const warnings = new Warnings();
  const file = pcap(frames.map((frame, index) => ({ frame, t: index * 10 })));
  return readConnections(readPackets(Readable.from([file]), "x", warnings), warnings);
}

const SAID: readonly Said[] = [
  { from: "server", seq: 999, flags: "S" },
  { from: "client", seq: 1999, ack: 1000, flags: "SA" },
  { from: "server", seq: 1000, ack: 2000, payload: RHE },
  { from: "client", seq: 2000, ack: 1000 + RHE.length, payload: HEL },
];
const types = ({ connections }: CaptureReading) =>
  connections.flatMap(({ items }) => items.flatMap((item) => (item.kind === "message" ? [item.message.type] : [])));

function outer(protocol: number, payload: Buffer): Buffer {
  const ip = Buffer.alloc(20);
  ip[0] = 0x45;
  ip.writeUInt16BE(20 + payload.length, 2);
  ip[9] = protocol;
  return Buffer.concat([ip, payload]);
}

function udp(port: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt16BE(port, 2);
  header.writeUInt16BE(8 + payload.length, 4);
  return outer(17, Buffer.concat([header, payload]));
}

const behind = (etherType: string, payload: Buffer) => Buffer.concat([Buffer.alloc(12), Buffer.from(etherType, "hex"), payload]);

for (const [name, wrap] of [
  ["IP in IP", (ip) => ethernet(outer(4, ip))],
  ["GRE", (ip) => ethernet(outer(47, Buffer.concat([Buffer.from("00000800", "hex"), ip])))],
  ["GRE with a key, over MPLS", (ip) => ethernet(outer(47, Buffer.concat([Buffer.from("200088470000000100000140", "hex"), ip])))],
  [
    "ERSPAN II",
    (ip) => ethernet(outer(47, Buffer.concat([Buffer.from("100088be00000001", "hex"), Buffer.alloc(8), ethernet(ip)]))),
  ],
  ["VXLAN", (ip) => ethernet(udp(4789, Buffer.concat([Buffer.alloc(8), ethernet(ip)])))],
  ["MPLS", (ip) => behind("8847", Buffer.concat([Buffer.from("0000004000000140", "hex"), ip]))],
  ["PPPoE", (ip) => behind("8864", Buffer.concat([Buffer.from("110000010000", "hex"), Buffer.from("0021", "hex"), ip]))],
] as const satisfies readonly (readonly [string, (ip: Buffer) => Buffer])[]) {
  test(`a tunnel is read: ${name}`, async () => {
    assert.deepEqual(types(await read(SAID.map((said) => wrap(ipv4(said))))), ["RHE", "HEL"]);
  });
}

test("IP fragments are put together, in any order; one that is missing is told", async () => {
  const frames = SAID.flatMap((said) => {
    const ip = ipv4(said);
    const body = ip.subarray(20);
    if (body.length <= 24) return [ethernet(ip)];
    const piece = (from: number, to: number, more: boolean) => {
      const header = Buffer.from(ip.subarray(0, 20));
      header.writeUInt16BE(20 + to - from, 2);
      header.writeUInt16BE(said.seq & 0xffff, 4);
      header.writeUInt16BE((more ? 0x2000 : 0) | (from / 8), 6);
      return ethernet(Buffer.concat([header, body.subarray(from, to)]));
    };
    return [piece(24, body.length, false), piece(0, 24, true)];
  });
  const whole = await read(frames);
  assert.deepEqual(types(whole), ["RHE", "HEL"]);
  assert.deepEqual(whole.warnings, []);
  const cut = await read(frames.slice(0, -1));
  assert.match(cut.warnings.join(), /lacks some of its fragments/);
});

test("a clock that is set back is said and not computed with", async () => {
  const warnings = new Warnings();
  const times = [0, 1, 2, -3_600_000];
  const file = pcap(SAID.map((said, index) => ({ frame: ethernet(ipv4(said)), t: 10_000_000 + (times[index] ?? 0) })));
  const reading = await readConnections(readPackets(Readable.from([file]), "x", warnings), warnings);
  assert.match(reading.warnings.join(), /jumped back by 3600 s at packet 4/);
  assert.ok(reading.length >= 0 && reading.length < 1000);
  assert.ok(timeline(reading).every((line) => !line.includes(" -")));
});

test("a retransmission that is confirmed has arrived; without it the direction is dead", async () => {
  const again = Array.from({ length: 4 }, (): Said => ({ from: "server", seq: 1000, ack: 2000, payload: RHE }));
  const start = SAID.slice(0, 3);
  const dead = findSuspects(await read([...start, ...again].map((said) => ethernet(ipv4(said)))));
  assert.match(dead[0]?.what ?? "", /TCP never confirmed it/);
  const arrived: Said = { from: "client", seq: 2000, ack: 1000 + RHE.length };
  const alive = findSuspects(await read([...start, ...again, arrived].map((said) => ethernet(ipv4(said)))));
  assert.match(alive[0]?.what ?? "", /TCP recovered/);
});

test("an interface block without a body is one sentence, no internal error", async () => {
  const section = Buffer.from("0a0d0d0a1c0000004d3c2b1a01000000ffffffffffffffff1c000000", "hex");
  const empty = Buffer.from("010000000c0000000c000000", "hex");
  const warnings = new Warnings();
  const packets = readPackets(Readable.from([Buffer.concat([section, empty])]), "x.pcapng", warnings);
  await assert.rejects(readConnections(packets, warnings), /x\.pcapng: the capture is broken at byte 28/);
});
