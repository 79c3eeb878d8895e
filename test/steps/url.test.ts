import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeMessage, encodeReverseHello } from "../../src/protocol";
import { expectFields } from "../../steps/notation/table";

/** Whether a ReverseHello with this EndpointUrl has one that a client can use. */
function isUsable(endpointUrl: string): boolean {
  const message = decodeMessage(encodeReverseHello({ serverUri: "urn:server", endpointUrl }));
  try {
    expectFields(message, { EndpointUrl: "a URL of opc.tcp" }, {});
    return true;
  } catch {
    return false;
  }
}

test("an EndpointUrl names a host, which may be an IPv6 literal, with or without port, path and query", () => {
  const good = [
    "opc.tcp://plc",
    "opc.tcp://PLC.Example:4840/Path/",
    "OPC.TCP://plc:4840?x",
    "opc.tcp://[::1]:4840/",
    "opc.tcp://[fe80::1%25eth0]",
  ];
  for (const url of good) assert.equal(isUsable(url), true, url);
});

test("one without a host, or of another scheme, cannot be used", () => {
  const bad = [
    "",
    "plc:4840",
    "opc.tcp://",
    "opc.tcp://:4840",
    "opc.tcp:///path",
    "opc.tcp://[]:4840",
    "opc.tcp://plc:x",
    "http://plc/",
  ];
  for (const url of bad) assert.equal(isUsable(url), false, url);
});
