import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  decodeMessage,
  encodeAcknowledge,
  encodeHello,
  encodeReverseHello,
  encodeSecured,
  type HelloFields,
} from "../../../src/protocol";
import { checkRecord } from "../../../src/suite/checkers";
import { LinkView, Trace } from "../../../src/trace";
import { directionFrom, otherRole, type Role } from "../../../src/vocabulary";

const ADDRESSES = { serverUri: "urn:server", endpointUrl: "opc.tcp://server.example:4840" };

const reverseHello = encodeReverseHello(ADDRESSES);
const hello = (sizes: HelloFields = {}) => encodeHello({ ...ADDRESSES, ...sizes });
const message = (bytes: number) => encodeSecured("MSG", { secureChannelId: 1, tokenId: 1, body: Buffer.alloc(bytes - 16) });

type Said = readonly [who: Role, bytes: Buffer] | "wrong on purpose";

/** A conversation of which both sides saw everything at once. */
function recordOf(...conversation: readonly Said[]): Trace {
  let time = 0;
  const trace = new Trace({ epoch: 0, now: () => ++time });
  const here = { link: "A", connection: 1 };
  for (const side of ["server", "client"] as const) trace.add({ kind: "connection", ...here, phase: "opened", side });
  for (const said of conversation) {
    if (said === "wrong on purpose") {
      trace.add({ kind: "deliberate", ...here, what: said });
      continue;
    }
    const [who, bytes] = said;
    const event = { kind: "message", ...here, direction: directionFrom(who), number: 1, offset: 0 } as const;
    for (const side of [who, otherRole(who)]) trace.add({ ...event, side, message: decodeMessage(bytes) });
  }
  return trace;
}

function wrongOf(role: Role, trace: Trace, ours = false): string[] {
  return checkRecord([new LinkView(trace, "A", role)], { ours }).map(({ requirement, actual }) => `${requirement} ${actual}`);
}

describe("each side of a record is judged by the same rules", () => {
  const right: readonly Said[] = [
    ["server", reverseHello],
    ["client", hello()],
    ["server", encodeAcknowledge()],
  ];

  const cases: readonly [what: string, conversation: readonly Said[], server: readonly string[], client: readonly string[]][] = [
    ["a right handshake", right, [], []],
    ["two ReverseHellos", [["server", reverseHello], ...right], ["RC-019 2 ReverseHellos on one connection"], []],
    ["two Hellos", [...right.slice(0, 2), ["client", hello()]], [], ["RC-022 2 Hellos on one connection"]],
    ["two Acknowledges", [...right, ["server", encodeAcknowledge()]], ["RC-022 2 Acknowledges on one connection"], []],
    [
      "an Acknowledge over what Hello can receive",
      [right[0]!, ["client", hello({ receiveBufferSize: 65_535 })], ["server", encodeAcknowledge()]],
      ["RC-021 SendBufferSize 65536 where Hello has ReceiveBufferSize 65535"],
      [],
    ],
    [
      "an Acknowledge over what Hello sends",
      [right[0]!, ["client", hello({ sendBufferSize: 10_000 })], ["server", encodeAcknowledge()]],
      ["RC-021 ReceiveBufferSize 65536 where Hello has SendBufferSize 10000"],
      [],
    ],
    [
      "an Acknowledge as small as there may be",
      [right[0]!, ["client", hello()], ["server", encodeAcknowledge({ receiveBufferSize: 8192, sendBufferSize: 8192 })]],
      [],
      [],
    ],
    [
      "an Acknowledge smaller than there may be",
      [right[0]!, ["client", hello()], ["server", encodeAcknowledge({ sendBufferSize: 8191 })]],
      ["RC-021 SendBufferSize 8191 where Hello has ReceiveBufferSize 65536: less than 8192"],
      [],
    ],
    [
      "an Acknowledge before Hello",
      [right[0]!, ["server", encodeAcknowledge()], ["client", hello()]],
      ["RC-021 Acknowledge before Hello"],
      [],
    ],
    ["chunks that fill the buffers", [...right, ["client", message(65_536)], ["server", message(65_536)]], [], []],
    [
      "chunks over the buffers",
      [...right, ["client", message(65_537)], ["server", message(65_540)]],
      ["RC-021 MSG of 65540 bytes for a buffer of 65536"],
      ["RC-021 MSG of 65537 bytes for a buffer of 65536"],
    ],
    [
      "an EndpointUrl that is no UTF-8 and comes back otherwise",
      [
        ["server", encodeReverseHello({ ...ADDRESSES, endpointUrl: Buffer.from([0x6f, 0xff, 0xfe]) })],
        ["client", hello()],
      ],
      ["RC-009 text that is not a URL"],
      [],
    ],
  ];

  for (const [what, conversation, server, client] of cases) {
    it(what, () => {
      const trace = recordOf(...conversation);
      assert.deepEqual({ server: wrongOf("server", trace), client: wrongOf("client", trace) }, { server, client });
    });
  }

  it("what our side does wrong on purpose is left out from there on, and nothing before it", () => {
    const onPurpose = recordOf(...right, "wrong on purpose", ["server", encodeAcknowledge()]);
    const before = recordOf(...right, ["server", encodeAcknowledge()], "wrong on purpose");
    const twice = ["RC-022 2 Acknowledges on one connection"];
    assert.deepEqual(wrongOf("server", onPurpose, true), []);
    assert.deepEqual(wrongOf("server", before, true), twice);
    assert.deepEqual(wrongOf("server", onPurpose), twice, "what the SUT answers to it is judged all the same");
  });

  it("what our side answers to a SUT that has broken a rule is no defect of ours, and what it says before is", () => {
    const small: readonly Said[] = [right[0]!, ["client", hello({ receiveBufferSize: 8192 })]];
    const acknowledged: readonly Said[] = [...small, ["server", encodeAcknowledge({ sendBufferSize: 8192 })]];
    const answer = recordOf(...acknowledged, ["server", message(8193)], ["client", hello()]);
    const before = recordOf(...acknowledged, ["client", hello()], ["server", message(8193)]);
    assert.deepEqual(wrongOf("server", answer), ["RC-021 MSG of 8193 bytes for a buffer of 8192"]);
    assert.deepEqual(wrongOf("client", answer, true), []);
    assert.deepEqual(wrongOf("client", answer), ["RC-022 2 Hellos on one connection"], "a SUT has no such excuse");
    assert.deepEqual(wrongOf("client", before, true), ["RC-022 2 Hellos on one connection"]);
  });
});

it("two waiting connections are held against a server only that claims to have one", () => {
  const trace = recordOf(["server", reverseHello]);
  const second = { link: "A", connection: 2, side: "server" } as const;
  trace.add({ kind: "connection", ...second, phase: "opened" });
  const reverse = decodeMessage(reverseHello);
  trace.add({ kind: "message", ...second, direction: "to-client", number: 1, offset: 0, message: reverse });
  const view = new LinkView(trace, "A", "server");
  assert.deepEqual(checkRecord([view]), []);
  const [found] = checkRecord([view], { claimsOneWaiting: true });
  assert.deepEqual([found?.requirement, found?.actual, found?.reading], ["RC-031", "2 at once", true]);
});
