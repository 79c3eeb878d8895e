import assert from "node:assert/strict";
import { test } from "node:test";
import { checkRecord } from "../../../src/suite/checkers";
import { LinkView } from "../../../src/trace";
import {
  decodeMessage,
  encodeAcknowledge,
  encodeError,
  encodeFrame,
  encodeHello,
  encodeOpenChannel,
  encodeReverseHello,
  STATUS_CODES,
} from "../../../src/protocol";
import { Trace, type Direction } from "../../../src/trace";

const URL = "opc.tcp://server.example:4840";
const reverseHello = encodeReverseHello({ serverUri: "urn:server", endpointUrl: URL });
const hello = encodeHello({ endpointUrl: URL });
const acknowledge = encodeAcknowledge();
const open = encodeOpenChannel({ secureChannelId: 0, securityPolicyUri: "", body: Buffer.alloc(24) });
const error = encodeError({ code: STATUS_CODES.BadTcpInternalError, reason: "it failed" });
/** Eight bytes of no type that Part 6 knows. */
const header = encodeFrame("XYZ", Buffer.alloc(0));

type Event = readonly [who: "told" | "sent" | "said", bytes: Buffer] | "fin" | "rst";

/**
 * What the checkers find where the server `said` and was `told` this, and then closed; a reading of the suite is marked. What its client
 * `sent` did not arrive.
 */
function findings(...events: readonly Event[]): string[] {
  let time = 0;
  const trace = new Trace({ epoch: 0, now: () => ++time });
  const here = { link: "A", connection: 1, side: "server" } as const;
  trace.add({ kind: "connection", ...here, phase: "opened" });
  for (const [index, event] of events.entries()) {
    if (event === "fin" || event === "rst") {
      trace.add({ kind: "connection", ...here, phase: "peer-closed", how: event });
      continue;
    }
    const [who, bytes] = event;
    const direction: Direction = who === "said" ? "to-client" : "to-server";
    if (who === "sent") trace.add({ kind: "bytes", ...here, side: "client", direction, offset: 0, reason: "partial", bytes });
    else if (bytes === header) trace.add({ kind: "bytes", ...here, direction, offset: 0, reason: "malformed", bytes });
    else trace.add({ kind: "message", ...here, direction, number: index + 1, offset: 0, message: decodeMessage(bytes) });
  }
  return checkRecord([new LinkView(trace, "A", "server")]).map(({ requirement, reading }) => requirement + (reading ? "?" : ""));
}

test("a close after an Error of either side has no finding", () => {
  assert.deepEqual(findings(["said", reverseHello], ["told", error], "fin"), []);
  assert.deepEqual(findings(["said", reverseHello], ["told", header], ["said", error], "fin"), []);
});

test("an Error in answer to an Error is a reading of RC-030", () => {
  assert.deepEqual(findings(["said", reverseHello], ["told", error], ["said", error], "fin"), ["RC-030?"]);
});

test("of an Error on an open channel the table of RC-030 does not speak", () => {
  const opened: Event[] = [
    ["said", reverseHello],
    ["told", hello],
    ["said", acknowledge],
    ["told", open],
  ];
  assert.deepEqual(findings(...opened, ["told", error], ["said", error], "fin"), ["RC-030?"]);
  assert.deepEqual(findings(...opened, ["said", open], ["told", error], ["said", error], "fin"), []);
});

test("what crossed the Error on its way is no answer to it", () => {
  assert.deepEqual(findings(["told", error], ["said", reverseHello], "fin"), []);
  assert.deepEqual(findings(["said", reverseHello], ["told", hello], ["told", error], ["said", acknowledge], "fin"), []);
});

test("what nobody asked for before the Error is an answer to it", () => {
  assert.deepEqual(findings(["said", reverseHello], ["told", error], ["told", hello], ["said", acknowledge], "fin"), ["RC-030?"]);
  assert.deepEqual(findings(["told", error], ["said", reverseHello], ["said", error], "fin"), ["RC-030?"]);
});

test("a reset behind the server's Error breaks RC-036 when the server has read all that it was sent", () => {
  assert.deepEqual(findings(["said", reverseHello], ["told", header], ["said", error], "rst"), ["RC-036"]);
});

test("a reset behind the server's Error breaks nothing when it may come of bytes that were not read", () => {
  assert.deepEqual(findings(["said", reverseHello], ["told", hello], ["said", error], "rst"), []);
});

test("bytes that a reset stopped on their way may be what caused it", () => {
  assert.deepEqual(findings(["said", reverseHello], ["sent", hello], ["said", error], "rst"), []);
});
