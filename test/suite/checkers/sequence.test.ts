import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeMessage, encodeOpenChannel, encodeSecured } from "../../../src/protocol";
import { checkRecord } from "../../../src/suite/checkers";
import { LinkView, Trace } from "../../../src/trace";
import { directionFrom, ROLES, type Role } from "../../../src/vocabulary";

const NO_SECURITY = "http://opcfoundation.org/UA/SecurityPolicy#None";
const SECURED = "http://opcfoundation.org/UA/SecurityPolicy#Basic256Sha256";

/** Sequence header, and nothing behind it that matters here. */
function numbered(number: number): Buffer {
  const body = Buffer.alloc(24);
  body.writeUInt32LE(number, 0);
  return body;
}

const open = (number: number, channel = 0, securityPolicyUri = NO_SECURITY) =>
  encodeOpenChannel({ secureChannelId: channel, securityPolicyUri, body: numbered(number) });
const request = (number: number) => encodeSecured("MSG", { secureChannelId: 7, tokenId: 1, body: numbered(number) });
const goodbye = (number: number) => encodeSecured("CLO", { secureChannelId: 7, tokenId: 1, body: numbered(number) });

/** What the checkers find in what one side said on a connection. */
function findings(role: Role, ...frames: readonly Buffer[]): string[] {
  const trace = new Trace({ epoch: 0, now: () => 0 });
  const here = { link: "A", connection: 1 } as const;
  trace.add({ kind: "connection", ...here, phase: "opened", side: "server" });
  for (const [index, bytes] of frames.entries()) {
    const message = decodeMessage(bytes);
    trace.add({ kind: "message", ...here, side: role, direction: directionFrom(role), number: index + 1, offset: 0, message });
  }
  return checkRecord([new LinkView(trace, "A", role)])
    .filter(({ requirement }) => requirement === "RC-061")
    .map(({ actual }) => actual);
}

const LAST = 0xffff_ffff;

for (const role of ROLES) {
  const channel = role === "client" ? 0 : 7;

  test(`a ${role} that counts on is spared, also over a renewal and at the end of the numbers`, () => {
    assert.deepEqual(findings(role, open(51, channel), request(52), request(53), open(54, 7), request(55), goodbye(56)), []);
    assert.deepEqual(findings(role, open(LAST - 1, channel), request(LAST), request(0)), []);
    assert.deepEqual(findings(role, open(LAST - 1024, channel), request(1)), []);
    assert.deepEqual(findings(role, open(LAST - 1023, channel), request(1023)), []);
  });

  test(`a ${role} that leaves a number out, says one twice, or begins anew with a renewal is found`, () => {
    assert.deepEqual(findings(role, open(1, channel), request(2), request(4)), ["MSG with SequenceNumber 4 after 2"]);
    assert.deepEqual(findings(role, open(1, channel), request(1)), ["MSG with SequenceNumber 1 after 1"]);
    assert.deepEqual(findings(role, open(1, channel), request(2), open(1, 7)), ["OPN with SequenceNumber 1 after 2"]);
    assert.deepEqual(findings(role, open(1, channel), goodbye(1)), ["CLO with SequenceNumber 1 after 1"]);
  });

  test(`a ${role} that wraps too early, or not far enough down, is found`, () => {
    assert.deepEqual(findings(role, open(LAST - 1025, channel), request(1)), [`MSG with SequenceNumber 1 after ${LAST - 1025}`]);
    assert.deepEqual(findings(role, open(LAST, channel), request(1024)), [`MSG with SequenceNumber 1024 after ${LAST}`]);
  });

  test(`a ${role} is not judged by what is encrypted, nor by a message without a channel`, () => {
    assert.deepEqual(findings(role, open(1, channel, SECURED), request(9), request(3)), []);
    assert.deepEqual(findings(role, request(9), request(3)), []);
  });
}

test("a new channel begins where it likes", () => {
  assert.deepEqual(findings("client", open(1), request(2), open(1), request(2)), []);
  assert.deepEqual(findings("server", open(1, 7), open(1, 8)), []);
});
