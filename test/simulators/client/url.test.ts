import assert from "node:assert/strict";
import { test } from "node:test";
import { hostOf, isReverseConnectError, parseListenUrl, sameEndpointUrl } from "../../../simulators/client";

test("listening URLs: names, addresses, IPv6, the default port, and the rcp+ prefix (RC-053)", () => {
  assert.deepEqual(parseListenUrl("opc.tcp://0.0.0.0:48060"), { host: "0.0.0.0", port: 48060 });
  assert.deepEqual(parseListenUrl("rcp+opc.tcp://my-host:0"), { host: "my-host", port: 0 });
  assert.deepEqual(parseListenUrl("opc.tcp://[::1]:48060/path"), { host: "::1", port: 48060 });
  assert.deepEqual(parseListenUrl("OPC.TCP://localhost"), { host: "localhost", port: 4840 });
});

for (const url of [
  "",
  "localhost:4840",
  "http://localhost:1",
  "opc.tcp://",
  "opc.tcp://h:65536",
  "opc.tcp://h:x",
  "opc.tcp://::1:1",
]) {
  test(`listening URL ${JSON.stringify(url)} is refused`, () => {
    assert.throws(
      () => parseListenUrl(url),
      (error) => isReverseConnectError(error, "LISTEN_URL_INVALID") && error.message.includes(JSON.stringify(url)),
    );
  });
}

test("EndpointUrls are the same but for the case of the host and one trailing slash", () => {
  assert.ok(sameEndpointUrl("opc.tcp://Host:4840/", "opc.tcp://host:4840"));
  assert.ok(sameEndpointUrl("OPC.TCP://host:4840/Path/", "opc.tcp://HOST:4840/Path"));
  assert.ok(!sameEndpointUrl("opc.tcp://host:4840/path", "opc.tcp://host:4840/Path"));
  assert.ok(!sameEndpointUrl("opc.tcp://host:4840//", "opc.tcp://host:4840"));
  assert.ok(!sameEndpointUrl("opc.tcp://host:4840", "opc.tcp://host:4841"));
  assert.ok(!sameEndpointUrl("opc.tcp://host", "opc.tcp://host:4840"));
});

test("hosts of EndpointUrls", () => {
  assert.equal(hostOf("opc.tcp://Host.Example:4840/x"), "host.example");
  assert.equal(hostOf("opc.tcp://[FE80::1]:4840"), "fe80::1");
  assert.equal(hostOf("nonsense"), undefined);
});
