import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_MAX_REVERSE_HELLO_SIZE, readFirstMessage } from "../../../simulators/client";
import { encodeFrame, encodeHello, encodeReverseHello, encodeString, statusName } from "../../../src/protocol";

const GOOD = encodeReverseHello({ serverUri: "urn:x", endpointUrl: "opc.tcp://Host:4840/Path" });
const read = (bytes: Buffer) => readFirstMessage(bytes, DEFAULT_MAX_REVERSE_HELLO_SIZE);
const rhe = (serverUri: Parameters<typeof encodeString>[0], endpointUrl: Parameters<typeof encodeString>[0] = "opc.tcp://h:1") =>
  encodeReverseHello({ serverUri, endpointUrl });

const REFUSED: readonly (readonly [name: string, bytes: Buffer, code: string])[] = [
  ["a Hello", encodeHello({ endpointUrl: "opc.tcp://h:1" }), "BadTcpMessageTypeInvalid"],
  ["HTTP", Buffer.from("GET / HTTP/1.1\r\n\r\n"), "BadTcpMessageTypeInvalid"],
  ["one wrong byte", Buffer.from("X"), "BadTcpMessageTypeInvalid"],
  ["a second message before Hello", Buffer.concat([GOOD, GOOD]), "BadTcpMessageTypeInvalid"],
  ["MessageSize 7", encodeReverseHello({ serverUri: "urn:x", endpointUrl: "u" }, { size: 7 }), "BadTcpInternalError"],
  [
    "MessageSize of 4 GB",
    encodeReverseHello({ serverUri: "urn:x", endpointUrl: "u" }, { size: 0xffffffff }),
    "BadTcpMessageTooLarge",
  ],
  [
    "MessageSize too small for its fields",
    encodeReverseHello({ serverUri: "urn:x", endpointUrl: "u" }, { size: 14 }),
    "BadTcpInternalError",
  ],
  [
    "trailing bytes in the frame",
    encodeReverseHello({ serverUri: "urn:x", endpointUrl: "u" }, { trailing: Buffer.from("abc") }),
    "BadTcpInternalError",
  ],
  ["an empty frame", encodeFrame("RHE", Buffer.alloc(0)), "BadTcpInternalError"],
  ["ServerUri of 4097 bytes", rhe("u".repeat(4097)), "BadTcpEndpointUrlInvalid"],
  ["ServerUri of 65535 bytes", rhe("u".repeat(65_535)), "BadTcpEndpointUrlInvalid"],
  ["EndpointUrl of 4097 bytes", rhe("urn:x", "u".repeat(4097)), "BadTcpEndpointUrlInvalid"],
  ["ServerUri null", rhe(null), "BadTcpEndpointUrlInvalid"],
  ["EndpointUrl empty", rhe("urn:x", ""), "BadTcpEndpointUrlInvalid"],
  ["EndpointUrl not UTF-8", rhe("urn:x", Buffer.from([0x6f, 0xff, 0xfe])), "BadTcpEndpointUrlInvalid"],
  ["a length that lies beyond 4096", rhe({ bytes: Buffer.from("abc"), statedLength: 0x7fffffff }), "BadTcpEndpointUrlInvalid"],
  ["a length that lies below 4096", rhe({ bytes: Buffer.from("abc"), statedLength: 4000 }), "BadTcpInternalError"],
  ["a negative length", rhe({ bytes: Buffer.from("abc"), statedLength: -2 }), "BadTcpInternalError"],
];

for (const [name, bytes, code] of REFUSED) {
  test(`first message: ${name} is ${code}`, () => {
    const result = read(bytes);
    assert.equal(result.kind, "refuse");
    assert.equal(result.kind === "refuse" && statusName(result.refusal.code), code);
  });
}

test("a good ReverseHello is read whole, and only whole, at every split", () => {
  for (let length = 0; length < GOOD.length; length += 1)
    assert.equal(read(GOOD.subarray(0, length)).kind, "incomplete", `${length}`);
  const result = read(GOOD);
  assert.deepEqual(result, { kind: "reverse-hello", serverUri: "urn:x", endpointUrl: "opc.tcp://Host:4840/Path" });
});

test("fields of exactly 4096 bytes are neither forbidden nor rejected: accepted", () => {
  assert.equal(read(rhe("u".repeat(4096), "e".repeat(4096))).kind, "reverse-hello");
});

test("the fourth header byte is ignored (RC-002)", () => {
  assert.equal(read(encodeReverseHello({ serverUri: "urn:x", endpointUrl: "u" }, { chunk: "C" })).kind, "reverse-hello");
});

test("an overlong field is refused before its bytes have come", () => {
  assert.equal(read(rhe("u".repeat(60_000)).subarray(0, 12)).kind, "refuse");
});
