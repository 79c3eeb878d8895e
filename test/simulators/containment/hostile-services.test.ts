import assert from "node:assert/strict";
import { test } from "node:test";
import { LogLevel, setLogLevel } from "node-opcua";
import { startReverseConnectServer } from "../../../simulators/server";
import { createSession } from "./create-session";
import type { Contained } from "../../../simulators/containment";

setLogLevel(LogLevel.Emergency);

const NO_CERTIFICATES: readonly (readonly [string, Buffer])[] = [
  ["one byte", Buffer.of(1)],
  ["a sequence that ends early", Buffer.from("3082ffff3003", "hex")],
  ["an empty sequence", Buffer.from("3000", "hex")],
  ["nested sequences", Buffer.from("30063004300230003000", "hex")],
  ["an endless length", Buffer.from("308000000000", "hex")],
  ["noise", Buffer.alloc(900, 0x30)],
  ["text", Buffer.from("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")],
];

test("CreateSession with what is no certificate gets one ServiceFault and a report, and the server serves on", async () => {
  const contained: Contained[] = [];
  await using server = await startReverseConnectServer({ port: 0, host: "127.0.0.1", onContained: (one) => contained.push(one) });
  const url = `opc.tcp://127.0.0.1:${server.port}`;
  for (const [name, bytes] of NO_CERTIFICATES) {
    assert.match(await createSession(url, bytes), /BadCertificateInvalid/, name);
    assert.equal(contained.pop()?.where, "CreateSessionRequest", name);
  }
  assert.equal(await createSession(url, Buffer.alloc(0)), "Good");
});

test("a handler that throws at once or later is one ServiceFault and a report", async () => {
  const faults: Record<string, () => unknown> = {
    computeServerSignatureAsync: () => Promise.reject(new Error("later")),
    createSession: () => {
      throw new Error("no matching flag found for key 256");
    },
  };
  for (const [member, fault] of Object.entries(faults)) {
    const contained: Contained[] = [];
    await using server = await startReverseConnectServer({ port: 0, host: "127.0.0.1", onContained: (one) => contained.push(one) });
    Object.assign(server, { [member]: fault });
    assert.match(await createSession(`opc.tcp://127.0.0.1:${server.port}`, Buffer.alloc(0)), /BadInternalError/);
    assert.equal(contained.length, 1);
  }
});
