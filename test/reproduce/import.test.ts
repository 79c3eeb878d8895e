import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import { readConnections, readPackets, Warnings, type CaptureReading } from "../../src/capture/reader";
import { encodePcapng } from "../../src/capture/writer";
import { encodeError } from "../../src/protocol";
import { draftScenario, findSuspects, sureness, timeline } from "../../src/reproduce/import";
import { parseFaultScenario } from "../../src/reproduce/scenario";
import { ethernet, ipv4, pcap, type Said } from "../capture/reader/packets";
import { ACK, ERR, HEL, MSG, RHE, Story } from "../report/ladder/sample";

async function read(bytes: Buffer): Promise<CaptureReading> {
  const warnings = new Warnings();
  return readConnections(readPackets(Readable.from([bytes]), "x", warnings), warnings);
}

const recorded = (story: Story) =>
  read(Buffer.concat([...encodePcapng(story.events, story.recorder.segments, { epoch: 1_700_000_000_000 })]));

function decision(story: Story, choice: string, direction: "to-client" | "to-server", message: number, connection = 1): Story {
  const offset = 0;
  story.recorder.fault({ link: "link", connection, direction, message, offset, length: 8, rule: "toxic-1", choice });
  return story;
}

for (const [choice, direction, expected] of [
  ["drop HEL", "to-server", { on: { message: "HEL", direction: "to-server", nth: 2 }, do: { drop: true } }],
  ["delay HEL 250 ms", "to-server", { on: { message: "HEL", direction: "to-server", nth: 2 }, do: { delay: "250ms" } }],
  [
    "cut RHE after 5 bytes by FIN",
    "to-client",
    { on: { message: "RHE", direction: "to-client", nth: 2 }, do: { close: { "after-bytes": 5 } } },
  ],
  ["cut HEL after it by RST", "to-server", { on: { message: "HEL", direction: "to-server", nth: 2 }, do: { reset: true } }],
  [
    "inject ERR BadTimeout instead of HEL to the receiver",
    "to-server",
    {
      on: { message: "HEL", direction: "to-server", nth: 2 },
      do: { inject: { error: "BadTimeout", position: "instead", to: "receiver" } },
    },
  ],
] as const) {
  test(`our own recording gives its fault back: ${choice}`, async () => {
    const story = new Story().opens(1).at(1).passes("to-client", RHE, 1).at(2).passes("to-server", HEL, 1);
    story.at(10).opens(2).at(11).passes("to-client", RHE, 2).at(12).data("client", "to-server", HEL, 2);
    decision(story, choice, direction, 1, 2).at(13).passes("to-client", ACK, 2);
    const suspects = findSuspects(await recorded(story));
    assert.deepEqual(
      suspects.map(({ fault }) => fault),
      [{ name: "toxic-1", ...expected }],
    );
    const draft = draftScenario(await recorded(story), suspects, { capture: "wire.pcapng", role: "server" });
    assert.deepEqual(parseFaultScenario(draft, "/", "draft").faults, [{ name: "toxic-1", ...expected }]);
  });
}

test("our own recording gives back what was done to all bytes, and what else was seen beside it", async () => {
  const story = new Story();
  const added = (rule: string, detail: string) => story.recorder.fault({ link: "link", rule, choice: "added", detail });
  added("far-1", "latency upstream: latency 50, jitter 10");
  added("far-2", "latency downstream: latency 50, jitter 10");
  added("cut-1", "slicer downstream: average_size 1, delay 1000");
  added("narrow", "bandwidth upstream: rate 4");
  added("bell", "opcua_message upstream: message HEL");
  story.at(5).opens(1).at(6).passes("to-client", RHE, 1).at(60).passes("to-server", HEL, 1).at(110).passes("to-client", ACK, 1);
  const suspects = findSuspects(await recorded(story));
  assert.deepEqual(
    suspects.filter((suspect) => sureness(suspect) === "recorded").map(({ fault }) => fault),
    [
      { name: "far-1", do: { delay: "50ms", jitter: "10ms" } },
      { name: "cut-1", do: { slice: 1 } },
      { name: "narrow", do: { bandwidth: 4 } },
    ],
  );
  story.at(120).passes("to-server", ERR, 1);
  const seen = findSuspects(await recorded(story));
  assert.ok(
    seen.some(({ what }) => /not the network: the client refused with/.test(what)),
    JSON.stringify(seen),
  );
});

const OPEN: Said[] = [
  { from: "server", seq: 999, flags: "S", t: 0 },
  { from: "client", seq: -1, ack: 1000, flags: "SA", t: 1 },
];
const s = (t: number, seq: number, payload: Buffer, flags = "A"): Said => ({ from: "server", t, seq: 1000 + seq, payload, flags });
const c = (t: number, seq: number, payload: Buffer, flags = "A"): Said => ({ from: "client", t, seq, payload, flags });
const NONE = Buffer.alloc(0);
const field = (said: readonly Said[]) => read(pcap(said.map((one) => ({ t: one.t ?? 0, frame: ethernet(ipv4(one)) }))));
const first = async (said: readonly Said[]) => findSuspects(await field([...OPEN, ...said]))[0];

test("a cut inside a message", async () => {
  const suspect = await first([
    s(2, 0, RHE),
    c(3, 0, HEL),
    s(4, RHE.length, ACK.subarray(0, 10)),
    s(5, RHE.length + 10, NONE, "R"),
  ]);
  assert.deepEqual(suspect?.fault, {
    on: { message: "ACK", direction: "to-client", nth: 1 },
    do: { reset: { "after-bytes": 10 } },
  });
});

test("a reset behind Hello", async () => {
  const suspect = await first([s(2, 0, RHE), c(3, 0, HEL), s(4, RHE.length, NONE, "R")]);
  assert.deepEqual(suspect?.fault, { on: { message: "HEL", direction: "to-server", nth: 1 }, do: { reset: true } });
  assert.match(suspect?.what ?? "", /reset right behind HEL, by the server's side/);
});

test("a Hello that is sent again and again", async () => {
  const again = [200, 400, 800, 1600].map((t) => c(t, 0, HEL));
  const suspect = await first([s(2, 0, RHE), c(3, 0, HEL), ...again]);
  // A draft that swallows everything would blame any server: user space cannot make a dead direction.
  assert.equal(suspect?.fault, undefined);
  assert.match(
    suspect?.what ?? "",
    /the client sent its HEL 5 times and TCP never confirmed it: nothing passes from client to server/,
  );
});

test("what is never confirmed behind a long silence was forgotten by a NAT, and a large packet by a tunnel", async () => {
  const talk = [s(2, 0, RHE), c(9000, 0, HEL)];
  const forgotten = await first([...talk, ...[9200, 9400, 9800, 10_600].map((t) => c(t, 0, HEL))]);
  assert.match(
    forgotten?.what ?? "",
    /the client sent its HEL 5 times .*: behind 9\.00 s of silence: a NAT or firewall has forgotten/,
  );
  assert.deepEqual(forgotten?.fault, { do: { "forget-idle": { after: "3s", outside: "silence" } } });
  const opened = [s(2, 0, RHE), c(3, 0, HEL), s(4, RHE.length, ACK), c(5, HEL.length, MSG)];
  const large = Buffer.concat([MSG, Buffer.alloc(1300)]);
  large.writeUInt32LE(large.length, 4);
  const lost = await first([...opened, ...[6, 300, 700, 1500, 3000].map((t) => s(t, RHE.length + ACK.length, large))]);
  assert.match(lost?.what ?? "", /never confirmed it: packets with \d+ bytes are lost where small ones pass/);
  assert.deepEqual(lost?.fault, { do: { mtu: 1280 } });
});

test("the drafts for the network lab are files that can be read, for both roles", async () => {
  const talk = [s(2, 0, RHE), c(9000, 0, HEL), ...[9200, 9400, 9800].map((t) => c(t, 0, HEL))];
  const reading = await field([...OPEN, ...talk]);
  const peers = (["server", "client"] as const).map((role) => {
    const scenario = parseFaultScenario(draftScenario(reading, findSuspects(reading), { capture: "x", role }), "/", "draft");
    return scenario.peer.map(({ text }) => text);
  });
  assert.deepEqual(peers, [
    ["a waiting connection", "our side waits 5 s"],
    ["Given a client with an open session", "our side waits 5 s"],
  ]);
});

test("a session that is reset after a while", async () => {
  const talk = [s(2, 0, RHE), c(3, 0, HEL), s(4, RHE.length, ACK), c(5, HEL.length, MSG), s(6, RHE.length + ACK.length, MSG)];
  const suspect = await first([...talk, c(9006, HEL.length + MSG.length, NONE, "R")]);
  assert.deepEqual(suspect?.fault, { on: { time: "9006ms" }, do: { reset: true } });
  assert.match(suspect?.what ?? "", /an open session was reset by the client's side after 9\.01 s, 9\.00 s of them idle/);
});

test("an Error BadTimeout says that something did not come: it is no refusal", async () => {
  const late = encodeError({ code: 0x800a0000, reason: "no open secure channel within 1000 ms after Hello" });
  const unanswered = await first([
    s(2, 0, RHE),
    c(3, 0, HEL),
    s(1003, RHE.length, late),
    s(1004, RHE.length + late.length, NONE, "FA"),
  ]);
  assert.deepEqual(unanswered?.fault, { on: { message: "ACK", direction: "to-client", nth: 1 }, do: { drop: true } });
  assert.match(unanswered?.what ?? "", /^HEL got no ACK in 1\.00 s; then the server gave up with BadTimeout/);
  const silent = await first([s(2, 0, RHE), c(3, 0, HEL), s(4, RHE.length, ACK), s(1004, RHE.length + ACK.length, late)]);
  assert.deepEqual(silent?.fault, { on: { message: "ACK", direction: "to-client", nth: 1 }, do: { drop: true } });
  assert.match(silent?.what ?? "", /^nothing followed the server's ACK for 1\.00 s; then the server gave up/);
  const mute = await first([c(1000, 0, late), c(1001, late.length, NONE, "FA")]);
  assert.equal(mute?.fault, undefined);
  assert.match(mute?.what ?? "", /^the \w+ sent nothing for 1\.00 s; then the \w+ gave up with BadTimeout/);
});

test("a late Acknowledge", async () => {
  const suspect = await first([s(2, 0, RHE), c(3, 0, HEL), s(4003, RHE.length, ACK)]);
  assert.deepEqual(suspect?.fault, { on: { message: "ACK", direction: "to-client", nth: 1 }, do: { delay: "4s" } });
});

test("dials without an answer are drafted for the network lab, for as long as they lasted", async () => {
  const syn = ethernet(ipv4({ from: "server", seq: 7, flags: "S" }, { server: 50_001, client: 6666 }));
  const talk = [...OPEN, s(2, 0, RHE)].map((one) => ({ t: one.t ?? 0, frame: ethernet(ipv4(one)) }));
  const [lost] = findSuspects(await read(pcap([...talk, { t: 50, frame: syn }])));
  assert.match(lost?.what ?? "", /1 dial to 10\.0\.0\.2:6666 not answered at all/);
  assert.deepEqual(lost?.fault, { do: { "drop-syn": true }, for: "1s" });
});

test("ordinary behaviour is no suspect of weight: an Error and a close, a waiting connection", async () => {
  const refused = await first([s(2, 0, RHE), c(3, 0, ERR), c(4, ERR.length, NONE, "FA")]);
  assert.match(refused?.what ?? "", /not the network: the client refused with BadTcpMessageTypeInvalid/);
  assert.equal(refused?.fault, undefined);
  assert.equal(await first([s(2, 0, RHE)]), undefined);
});

test("the time line tells who dialed, what was said, silence and close", async () => {
  const reading = await field([...OPEN, s(2, 0, RHE), c(3002, 0, HEL), s(3003, RHE.length, NONE, "R")]);
  const lines = timeline(reading).join("\n");
  assert.match(lines, /server 10\.0\.0\.1:50000, client 10\.0\.0\.2:6666; the server dialed \(reverse\)/);
  assert.match(lines, /2\.0 {2}server RHE 49 B "urn:factory:plc"/);
  assert.match(lines, /… 3\.00 s of silence\n +3002\.0 {2}client HEL/);
  assert.match(lines, /server resets \(RST\)\n +=.*2 messages; reset first by the server after 3\.00 s/);
});

test("the draft expects what came after the fault, and tells it", async () => {
  const again = (
    t: number,
    seq: number,
    payload: Buffer,
    from: "server" | "client",
    flags = "A",
  ): Said & { readonly port: number } => ({
    from,
    t,
    seq,
    payload,
    flags,
    port: 50_001,
  });
  const said = [...OPEN, s(2, 0, RHE), c(3, 0, HEL), c(4, HEL.length, NONE, "R")];
  const packets = [
    ...said.map((one) => ({ t: one.t ?? 0, frame: ethernet(ipv4(one)) })),
    ...[again(304, 999, NONE, "server", "S"), again(305, 1000, RHE, "server")].map(({ port, ...one }) => ({
      t: one.t ?? 0,
      frame: ethernet(ipv4(one, { server: port, client: 6666 })),
    })),
  ];
  const reading = await read(pcap(packets));
  const draft = draftScenario(reading, findSuspects(reading), { capture: "x.pcap", role: "server" });
  assert.match(draft, /the server dialed again 300 ms later; no later connection carried a session/);
  const { expect } = parseFaultScenario(draft, "/", "draft");
  assert.deepEqual(
    expect.map(({ text }) => text),
    ["the server dials our client with a ReverseHello anew"],
  );
});

test("an open session that was reset is there first in the draft; a capture that ends then says so", async () => {
  const talk = [s(2, 0, RHE), c(3, 0, HEL), s(4, RHE.length, ACK), c(5, HEL.length, MSG), s(6, RHE.length + ACK.length, MSG)];
  const reading = await field([...OPEN, ...talk, c(1206, HEL.length + MSG.length, NONE, "R")]);
  const [suspect] = findSuspects(reading);
  assert.equal(suspect && sureness(suspect), "likely");
  const draft = draftScenario(reading, findSuspects(reading), { capture: "x.pcap", role: "server" });
  assert.match(draft, /reset first by the client's side, 1\.21 s after it began; nobody dialed again in the \d/);
  const { peer, expect } = parseFaultScenario(draft, "/", "draft");
  assert.deepEqual(
    [...peer, ...expect].map(({ text }) => text),
    ["a waiting connection", "our client opens a session", "the connection of our client breaks within 4 s"],
  );
});
