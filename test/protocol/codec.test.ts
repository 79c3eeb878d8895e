import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { StatusCodes } from "node-opcua";
import {
  decodeMessage,
  describeMessage,
  encodeAcknowledge,
  encodeError,
  encodeFrame,
  encodeHello,
  encodeOpenChannel,
  encodeReverseHello,
  encodeSecured,
  MalformedFrameError,
  STATUS_CODES,
  statusCode,
  statusName,
} from "../../src/protocol";

const RHE = "52484546" + "28000000" + "05000000" + "75726e3a78" + "13000000" + "6f70632e7463703a2f2f686f73743a34383430";

describe("messages", () => {
  test("a ReverseHello has the bytes of Part 6, 7.1.2.6", () => {
    const bytes = encodeReverseHello({ serverUri: "urn:x", endpointUrl: "opc.tcp://host:4840" });
    assert.equal(bytes.toString("hex"), RHE);
    const message = decodeMessage(bytes);
    assert.ok(message.type === "RHE");
    assert.deepEqual([message.chunk, message.size, message.trailing.length], ["F", 40, 0]);
    assert.deepEqual([message.serverUri.value, message.serverUri.byteLength], ["urn:x", 5]);
    assert.equal(message.endpointUrl.value, "opc.tcp://host:4840");
  });

  test("null and empty strings are two things", () => {
    const message = decodeMessage(encodeReverseHello({ serverUri: null, endpointUrl: "" }));
    assert.ok(message.type === "RHE");
    assert.deepEqual([message.serverUri.value, message.serverUri.byteLength], [null, -1]);
    assert.deepEqual([message.endpointUrl.value, message.endpointUrl.byteLength], ["", 0]);
  });

  test("Hello and Acknowledge keep every number, up to 2^32-1", () => {
    const sizes = {
      protocolVersion: 0xffffffff,
      receiveBufferSize: 8192,
      sendBufferSize: 0x80000000,
      maxMessageSize: 5,
      maxChunkCount: 6,
    };
    const hello = decodeMessage(encodeHello({ ...sizes, endpointUrl: "opc.tcp://h" }));
    assert.ok(hello.type === "HEL");
    assert.equal(hello.endpointUrl.value, "opc.tcp://h");
    const acknowledge = decodeMessage(encodeAcknowledge(sizes));
    assert.ok(acknowledge.type === "ACK");
    for (const [field, value] of Object.entries(sizes)) {
      assert.equal(hello[field as keyof typeof sizes], value);
      assert.equal(acknowledge[field as keyof typeof sizes], value);
    }
  });

  test("an Error keeps code and reason, and a string is kept byte for byte even when it is no UTF-8", () => {
    const message = decodeMessage(encodeError({ code: STATUS_CODES.BadTcpMessageTypeInvalid, reason: Buffer.from("c328", "hex") }));
    assert.ok(message.type === "ERR");
    assert.equal(message.code, 0x807e0000);
    assert.equal(message.reason.bytes.toString("hex"), "c328");
  });

  test("the readable header of secured messages", () => {
    const open = decodeMessage(
      encodeOpenChannel({ secureChannelId: 7, securityPolicyUri: "http://x#None", body: Buffer.from("abcd") }),
    );
    assert.ok(open.type === "OPN");
    assert.deepEqual(
      [open.secureChannelId, open.securityPolicyUri.value, open.senderCertificate.value],
      [7, "http://x#None", null],
    );
    assert.equal(open.trailing.toString(), "abcd");
    const close = decodeMessage(encodeSecured("CLO", { secureChannelId: 9, tokenId: 3, body: Buffer.alloc(2) }, { chunk: "C" }));
    assert.ok(close.type === "CLO");
    assert.deepEqual([close.secureChannelId, close.tokenId, close.chunk], [9, 3, "C"]);
  });

  test("bytes after the last field are kept", () => {
    const bytes = encodeReverseHello({ serverUri: "a", endpointUrl: "b" }, { trailing: Buffer.from("zz") });
    assert.equal(decodeMessage(bytes).trailing.toString(), "zz");
    assert.match(describeMessage(decodeMessage(bytes)), /2 trailing B/);
  });
});

describe("malformed frames name the field, the offset and the value", () => {
  const cases: [string, Buffer, { field: string; offset: number; value: number | string }][] = [
    ["an unknown type", encodeFrame("XYZ", Buffer.alloc(4)), { field: "MessageType", offset: 0, value: "XYZ" }],
    ["a size under 8", encodeFrame("RHE", Buffer.alloc(4), { size: 7 }), { field: "MessageSize", offset: 4, value: 7 }],
    [
      "a size that is not the frame's",
      encodeFrame("RHE", Buffer.alloc(4), { size: 99 }),
      { field: "MessageSize", offset: 4, value: 99 },
    ],
    [
      "a length that lies",
      encodeReverseHello({ serverUri: { bytes: Buffer.from("u"), statedLength: 500 }, endpointUrl: "" }),
      { field: "ServerUri length", offset: 8, value: 500 },
    ],
    [
      "a negative length",
      encodeReverseHello({ serverUri: "u", endpointUrl: { bytes: Buffer.alloc(0), statedLength: -2 } }),
      { field: "EndpointUrl length", offset: 13, value: -2 },
    ],
    ["a missing field", encodeFrame("ERR", Buffer.alloc(2)), { field: "Error", offset: 8, value: 2 }],
    ["no header", Buffer.from("RHE"), { field: "header", offset: 0, value: 3 }],
  ];
  for (const [name, bytes, expected] of cases) {
    test(name, () => {
      assert.throws(
        () => decodeMessage(bytes),
        (error: unknown) => {
          assert.ok(error instanceof MalformedFrameError);
          assert.deepEqual({ field: error.field, offset: error.offset, value: error.value }, expected);
          return true;
        },
      );
    });
  }
});

test("status codes are those of node-opcua's copy of StatusCode.csv", () => {
  for (const [name, code] of Object.entries(STATUS_CODES)) {
    const known = (StatusCodes as unknown as Record<string, { value: number } | undefined>)[name];
    assert.equal(known?.value, code, name);
    assert.equal(statusName(code), name);
    assert.equal(statusCode(name.replace(/^Bad/, "Bad_")), code);
  }
  assert.equal(statusName(0x8fff0000), "0x8FFF0000");
});
