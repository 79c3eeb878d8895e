import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeCapture } from "../../src/judge";
import { encodeError } from "../../src/protocol";
import { draftScenario, findSuspects } from "../../src/reproduce/import";
import { parseFaultScenario } from "../../src/reproduce/scenario";
import { ACK, HEL, RHE } from "../report/ladder/sample";
import { conversation, opened, opens, read, type Line } from "./conversation";

const HELLO: readonly Line[] = [
  { at: 0.1, by: "server", sends: RHE },
  { at: 0.2, by: "client", sends: HEL },
  { at: 0.3, by: "server", sends: ACK },
];
const SESSION: readonly Line[] = [
  ...HELLO,
  { at: 0.4, by: "client", sends: opens() },
  { at: 0.5, by: "server", sends: opened() },
  { at: 0.6, by: "client", sends: read(2) },
  { at: 0.7, by: "server", sends: read(2, 634) },
];
const ERR = (code: number) => encodeError({ code, reason: null });
const BASIC = "http://opcfoundation.org/UA/SecurityPolicy#Basic256Sha256";

/** What happened, the end of the conversation, and what comes first. */
const ENDS: readonly (readonly [string, readonly Line[], RegExp])[] = [
  [
    "a request that is never confirmed is no OPN, and the handshake is long over",
    [...SESSION, { at: 1, by: "client", sends: read(3), again: 6, heard: false }, { at: 9, by: "client", sends: "R" }],
    /the client sent its MSG 7 times and TCP never confirmed it: nothing passes from client to server any more/,
  ],
  [
    "a renewal that gets no answer is asked for",
    [
      ...SESSION,
      { at: 45, by: "client", sends: opens(7, 3) },
      { at: 80, by: "client", sends: read(4) },
      { at: 95, by: "client", sends: "F" },
    ],
    /2 requests \(the first a OpenSecureChannel\) of the client had no answer/,
  ],
  [
    "what a reset answers, when nothing was said for long",
    [...SESSION, { at: 60, by: "client", sends: read(3), heard: false }, { at: 60.01, by: "server", sends: "R" }],
    /the first packet behind 59\.30 s of silence was reset from the server's side: a NAT or firewall has forgotten/,
  ],
  [
    "an Error behind a silence",
    [...SESSION, { at: 70, by: "client", sends: read(3) }, { at: 70.1, by: "server", sends: ERR(0x80870000) }],
    /the server refused with BadSecureChannelTokenUnknown in answer to MSG, behind 69 s of silence/,
  ],
  [
    "a channel that begins where another ended",
    [...HELLO, { at: 1, by: "client", sends: opens(0, 5000) }, { at: 1.1, by: "server", sends: ERR(0x80880000) }],
    /BadSequenceNumberInvalid in answer to OPN; the first SequenceNumber of the client's new channel is 5000/,
  ],
  [
    "TLS that is refused",
    [
      { at: 0.1, by: "server", sends: Buffer.from("16030100c80100", "hex") },
      { at: 0.2, by: "client", sends: ERR(0x807e0000) },
    ],
    /TLS speaks on the .*; no message says which side is the server, that is a guess/,
  ],
  [
    "a channel's answer that its asker does not like",
    [
      ...HELLO,
      { at: 1, by: "client", sends: opens() },
      { at: 1.1, by: "server", sends: opened(60_000, BASIC) },
      { at: 1.2, by: "client", sends: "F" },
    ],
    /closed right behind OPN, by the client's side, without an Error: a client that does not trust the other's certificate/,
  ],
  [
    "a Hello that nobody answers",
    [...HELLO.slice(0, 2), { at: 120, by: "client", sends: "F" }],
    /HEL got no ACK in 120 s: the server's program does not answer, or a box between them lost the answer/,
  ],
];

for (const [name, lines, what] of ENDS) {
  test(`who ended it: ${name}`, async () => {
    const reading = await conversation(lines);
    const [first, ...others] = findSuspects(reading);
    assert.match(first?.what ?? "", what);
    assert.ok(others.every((other) => !/may have been lost|closed 120/.test(other.what)));
    parseFaultScenario(draftScenario(reading, findSuspects(reading), { capture: "x", role: "server" }), "/", "draft");
  });
}

test("a Hello that its asker or its receiver breaks off at once has lost no answer", async () => {
  for (const by of ["client", "server"] as const) {
    const reading = await conversation([...HELLO.slice(0, 2), { at: 0.21, by, sends: "R" }]);
    const said = findSuspects(reading).map((suspect) => suspect.what);
    assert.deepEqual(said, [`the connection was reset right behind HEL, by the ${by}'s side, without an Error`]);
  }
});

test("an answer that never came to a renewal is no missing renewal of the client", async () => {
  const asked: Line = { at: 45, by: "client", sends: opens(7, 3) };
  const late: Line = { at: 80, by: "client", sends: read(4) };
  const found = async (lines: readonly Line[]) =>
    judgeCapture(await conversation(lines)).sides.flatMap(({ said }) =>
      said.flatMap(({ requirement, finding }) => (finding && requirement === "RC-062" ? [finding.actual] : [])),
    );
  assert.deepEqual(await found([...SESSION, asked, late]), []);
  assert.match((await found([...SESSION, { ...late, sends: read(3) }])).join(), /no renewal/);
});

test("an Error behind an Acknowledge does not refuse the Hello's other URL", async () => {
  const other = Buffer.from(RHE.toString("latin1").replace("plc:4840", "plc:4841"), "latin1");
  const reading = await conversation([
    { at: 0.1, by: "server", sends: other },
    ...HELLO.slice(1),
    { at: 1, by: "client", sends: opens() },
    { at: 1.1, by: "server", sends: ERR(0x80130000) },
  ]);
  const [first, second] = findSuspects(reading).map((suspect) => suspect.what);
  assert.match(first ?? "", /the server refused with BadSecurityChecksFailed in answer to OPN/);
  assert.match(second ?? "", /RC-011\); the server took it all the same$/);
});

test("of one direction only, nobody is said to have ended it", async () => {
  const reading = await conversation([...SESSION, { at: 2, by: "server", sends: "F" }], "server");
  assert.deepEqual(findSuspects(reading), []);
});
