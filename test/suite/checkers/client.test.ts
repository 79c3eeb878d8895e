import assert from "node:assert/strict";
import { test } from "node:test";
import { checkRecord } from "../../../src/suite/checkers";
import { LinkView } from "../../../src/trace";
import {
  decodeMessage,
  encodeAcknowledge,
  encodeError,
  encodeHello,
  encodeOpenChannel,
  encodeReverseHello,
  encodeSecured,
  STATUS_CODES,
} from "../../../src/protocol";
import { Trace, type Direction } from "../../../src/trace";

const URL = "opc.tcp://wanted.example:4840";
const OPEN = { secureChannelId: 1, securityPolicyUri: "http://opcfoundation.org/UA/SecurityPolicy#None", body: Buffer.alloc(24) };

const reverseHello = encodeReverseHello({ serverUri: "urn:wanted", endpointUrl: URL });
const hello = encodeHello({ endpointUrl: URL });
const acknowledge = encodeAcknowledge({});
const open = encodeOpenChannel(OPEN);
const secured = encodeOpenChannel({ ...OPEN, securityPolicyUri: OPEN.securityPolicyUri.replace("None", "Basic256Sha256") });
// Sequence header, and the NodeId of a ServiceFault.
const fault = encodeOpenChannel({ ...OPEN, body: Buffer.from([1, 0, 0, 0, 1, 0, 0, 0, 0x01, 0x00, 0x8d, 0x01]) });
const message = encodeSecured("MSG", { secureChannelId: 1, tokenId: 1, body: Buffer.alloc(24) });
const error = encodeError({ code: STATUS_CODES.BadTcpInternalError, reason: "it failed" });

type Frame = readonly [who: "told" | "said", bytes: Buffer];

/** What the checkers find in a connection on which `told` by the server and `said` by the client came in this order. */
function findings(...frames: readonly Frame[]): string[] {
  let time = 0;
  // Each event at a moment of its own: the order in time is what is judged.
  const trace = new Trace({ epoch: 0, now: () => ++time });
  trace.add({ kind: "connection", link: "A", connection: 1, phase: "opened", side: "server" });
  for (const [index, [who, bytes]] of frames.entries()) {
    const direction: Direction = who === "said" ? "to-server" : "to-client";
    const message = decodeMessage(bytes);
    trace.add({ kind: "message", link: "A", connection: 1, side: "client", direction, number: index + 1, offset: 0, message });
  }
  return checkRecord([new LinkView(trace, "A", "client")]).map(({ requirement }) => requirement);
}

const handshake: readonly [Frame, ...Frame[]] = [
  ["told", reverseHello],
  ["said", hello],
  ["told", acknowledge],
  ["said", open],
  ["told", open],
];

test("a right handshake has no finding", () => {
  assert.deepEqual(findings(...handshake), []);
});

const wrong: readonly [requirement: string, what: string, frames: readonly Frame[]][] = [
  ["RC-002", "a fourth byte C", [handshake[0], ["said", encodeHello({ endpointUrl: URL }, { chunk: "C" })]]],
  ["RC-011", "another EndpointUrl in Hello", [handshake[0], ["said", encodeHello({ endpointUrl: `${URL}/` })]]],
  ["RC-020", "Hello before the ReverseHello", [["said", hello]]],
  ["RC-022", "two Hellos", [handshake[0], ["said", hello], ["said", hello]]],
  ["RC-025", "OpenSecureChannel before Acknowledge", [handshake[0], ["said", hello], ["said", open]]],
  ["RC-037", "an Error message in answer to one", [handshake[0], ["said", hello], ["told", error], ["said", error]]],
  ["RC-038", "an Error message on an open channel", [...handshake, ["said", error]]],
  ["RC-039", "a Reason of 5000 bytes", [handshake[0], ["said", encodeError({ code: 0x80820000, reason: "x".repeat(5000) })]]],
  ["RC-041", "a buffer of 8191 bytes", [handshake[0], ["said", encodeHello({ endpointUrl: URL, receiveBufferSize: 8191 })]]],
  ["RC-043", "the code Good", [handshake[0], ["said", encodeError({ code: 0, reason: "" })]]],
  [
    "RC-021",
    "a chunk over the server's buffer",
    [
      ["told", reverseHello],
      ["said", hello],
      ["told", encodeAcknowledge({ receiveBufferSize: 8192 })],
      ["said", open],
      ["told", open],
      [
        "said",
        encodeSecured("MSG", { secureChannelId: 1, tokenId: 1, body: Buffer.concat([Buffer.from([1]), Buffer.alloc(8191)]) }),
      ],
    ],
  ],
];

for (const [requirement, what, frames] of wrong) {
  test(`${requirement}: ${what} is found, and nothing else`, () => {
    assert.deepEqual(findings(...frames), [requirement]);
  });
}

test("a code of the reserved severity counts as Bad", () => {
  assert.deepEqual(findings(handshake[0], ["said", encodeError({ code: 0xc0000000, reason: "" })]), []);
});

test("an Error message that crosses with the server's OpenSecureChannel as first message is none on an open channel", () => {
  assert.deepEqual(findings(["told", open], ["said", error]), []);
});

test("an Error message as the first message may be refused by one", () => {
  assert.deepEqual(findings(["told", error], ["said", error]), []);
});

test("an Error message in place of the channel that was offered is none on an open channel", () => {
  const asked = handshake.slice(0, 3);
  assert.deepEqual(findings(...asked, ["said", secured], ["told", secured], ["said", error]), []);
  assert.deepEqual(findings(...handshake.slice(0, 4), ["told", fault], ["said", error]), []);
});

test("RC-038: an Error message on a secured channel that the client has used is found", () => {
  const used: Frame[] = [...handshake.slice(0, 3), ["said", secured], ["told", secured], ["said", message]];
  assert.deepEqual(findings(...used, ["said", error]), ["RC-038"]);
});
