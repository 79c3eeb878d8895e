import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeError, encodeFrame, encodeHello, encodeReverseHello, STATUS_CODES, type StatusName } from "../../../src/protocol";
import { FirstMessageReader } from "../../../simulators/server/first-message";
import { parseTcpUrl, sameUrl } from "../../../simulators/server/url";

const URL = "opc.tcp://h:4840";

test("a Hello is read whatever the chunking, and what follows is kept", () => {
  const bytes = Buffer.concat([encodeHello({ endpointUrl: URL }), Buffer.from("OPN")]);
  for (let size = 1; size <= bytes.length; size++) {
    const reader = new FirstMessageReader();
    let rest = bytes;
    let message: ReturnType<FirstMessageReader["push"]>;
    while (!message && rest.length > 0) {
      message = reader.push(rest.subarray(0, size));
      rest = rest.subarray(size);
    }
    assert.ok(message?.kind === "hello");
    assert.equal(message.hello.endpointUrl.value, URL);
    assert.equal(Buffer.concat([message.rest, rest]).toString(), "OPN");
  }
});

test("an Error message gives its code and reason; a reason over 4096 bytes is ignored", () => {
  const code = STATUS_CODES.BadServerTooBusy;
  const read = (reason: string | null) => new FirstMessageReader().push(encodeError({ code, reason }));
  assert.deepEqual(read("full"), { kind: "error", code, status: "BadServerTooBusy", reason: "full" });
  assert.deepEqual(read(null), { kind: "error", code, status: "BadServerTooBusy", reason: "" });
  assert.deepEqual(read("x".repeat(5000)), { kind: "error", code, status: "BadServerTooBusy", reason: "" });
});

const BAD: Record<string, [Buffer, StatusName]> = {
  "an HTTP request": [Buffer.from("GET / HTTP/1.1\r\n\r\n"), "BadTcpMessageTypeInvalid"],
  "a ReverseHello": [encodeReverseHello({ serverUri: "urn:x", endpointUrl: URL }), "BadTcpMessageTypeInvalid"],
  "an EndpointUrl of 4097 bytes": [encodeHello({ endpointUrl: "x".repeat(4097) }), "BadTcpEndpointUrlInvalid"],
  "an EndpointUrl of 64 KiB, cut off": [
    encodeHello({ endpointUrl: "x".repeat(65_536) }).subarray(0, 40),
    "BadTcpEndpointUrlInvalid",
  ],
  "a size of 4": [encodeHello({ endpointUrl: URL }, { size: 4 }), "BadTcpInternalError"],
  "a size of 4 GiB": [encodeHello({ endpointUrl: URL }, { size: 0xffffffff }), "BadTcpMessageTooLarge"],
  "a string longer than the message": [
    encodeHello({ endpointUrl: { bytes: Buffer.from(URL), statedLength: 100 } }),
    "BadTcpInternalError",
  ],
  "a body too short": [encodeFrame("HEL", Buffer.alloc(10)), "BadTcpInternalError"],
};

for (const [name, [bytes, status]] of Object.entries(BAD)) {
  test(`${name} is refused with ${status}`, () => {
    const message = new FirstMessageReader().push(bytes);
    assert.ok(message?.kind === "bad");
    assert.equal(message.refusal.status, status);
  });
}

test("client URLs: host, port, IPv6, and what is wrong", () => {
  assert.deepEqual(parseTcpUrl("opc.tcp://h:1/x", "f"), { host: "h", port: 1 });
  assert.deepEqual(parseTcpUrl("opc.tcp://h", "f"), { host: "h", port: 4840 });
  assert.deepEqual(parseTcpUrl("opc.tcp://[::1]:4841", "f"), { host: "::1", port: 4841 });
  for (const url of [
    "http://h:1",
    "opc.tcp://",
    "opc.tcp://h:0",
    "opc.tcp://h:99999",
    "opc.tcp://::1:4840",
    "h:4840",
    "opc.tcp://h:x",
  ])
    assert.throws(() => parseTcpUrl(url, "field"), { code: "SERVER_CONFIG", field: "field", given: url });
});

test("URLs are the same but for the case of the host, the default port and one trailing slash", () => {
  assert.ok(sameUrl("opc.tcp://Host:4840/", "opc.tcp://host"));
  assert.ok(sameUrl("opc.tcp://host:1/Path/", "opc.tcp://HOST:1/Path"));
  assert.ok(!sameUrl("opc.tcp://host:1/Path", "opc.tcp://host:1/path"));
  assert.ok(!sameUrl("opc.tcp://host:1", "opc.tcp://host:2"));
  assert.ok(!sameUrl("opc.tcp://host:1//", "opc.tcp://host:1"));
});
