import assert from "node:assert/strict";
import { test } from "node:test";
import { isReverseConnectError, openIdentity, type ClientIdentity } from "../../../simulators/client";
import type { RawConnection } from "../../../simulators/raw";
import { encodeAcknowledge, encodeError, STATUS_CODES, statusName } from "../../../src/protocol";
import { SOON, startManager } from "./helpers";

const identity: Promise<ClientIdentity> = openIdentity();
const URL = "opc.tcp://MiXed.Case-Host.example:4840/Path%20with/Escapes";

/** A manager, a raw server that sent its ReverseHello, and a session being opened over it. */
async function opening(options: { channelTimeout?: number; endpointUrl?: string } = {}) {
  const t = await startManager({ identity: await identity, linger: 200 });
  const server = await t.dial("urn:test:server", options.endpointUrl ?? URL);
  const connection = await t.manager.waitForConnection();
  const session = connection.createSession({ channelTimeout: options.channelTimeout ?? SOON });
  session.catch(() => undefined);
  return { t, server, session };
}

/** What the client says of a violation, in bytes, and that it closes. */
async function errorSent(server: RawConnection): Promise<string> {
  const { code } = await server.message("ERR", SOON);
  assert.ok(await server.closed(SOON), "the client closed");
  return statusName(code);
}

for (const url of [URL, "opc.tcp://[fe80::1]:4840", "opc.tcp://no-such-host.invalid", "opc.tcp://h:1//"]) {
  test(`Hello passes EndpointUrl back byte for byte: ${url} (RC-011), buffers are large enough (RC-041)`, async () => {
    const { t, server } = await opening({ endpointUrl: url });
    await using _ = t;
    const hello = await server.message("HEL", SOON);
    assert.deepEqual(hello.endpointUrl.bytes, Buffer.from(url));
    assert.ok(hello.receiveBufferSize >= 8192 && hello.sendBufferSize >= 8192);
    assert.equal(server.received[0], hello);
  });
}

test("Hello comes on the server's connection, OpenSecureChannel only after Acknowledge (RC-016, RC-025)", async () => {
  const { t, server } = await opening();
  await using _ = t;
  await server.message("HEL", SOON);
  assert.equal(server.last("OPN"), undefined);
  await server.send(encodeAcknowledge());
  await server.message("OPN", SOON);
});

test("a second Acknowledge: an Error message, close, and an error for the application (RC-022)", async () => {
  const { t, server, session } = await opening();
  await using _ = t;
  await server.message("HEL", SOON);
  await server.send(encodeAcknowledge());
  await server.message("OPN", SOON);
  await server.send(encodeAcknowledge());
  assert.equal(await errorSent(server), "BadTcpMessageTypeInvalid");
  server.end();
  await assert.rejects(session, (error) => isReverseConnectError(error, "PROTOCOL_VIOLATION") && /second ACK/.test(error.message));
});

for (const answered of ["nothing", "ACK"] as const) {
  test(`a server that answers with ${answered} is left after the channel timeout (RC-045)`, async () => {
    const start = performance.now();
    const { t, server, session } = await opening({ channelTimeout: 200 });
    await using _ = t;
    await server.message("HEL", SOON);
    if (answered === "ACK") await server.send(encodeAcknowledge());
    const expected = answered === "ACK" ? /OpenSecureChannel in 0.2 s/ : /Hello in 0.2 s/;
    await assert.rejects(session, (error) => isReverseConnectError(error, "SECURE_CHANNEL_FAILED") && expected.test(error.message));
    assert.ok(performance.now() - start >= 199);
    assert.ok(await server.closed(SOON));
  });
}

for (const when of ["instead of ACK", "instead of the OPN response"] as const) {
  test(`an Error message ${when} is reported with its code, and the client closes (RC-037)`, async () => {
    const { t, server, session } = await opening();
    await using _ = t;
    await server.message("HEL", SOON);
    if (when !== "instead of ACK") {
      await server.send(encodeAcknowledge());
      await server.message("OPN", SOON);
    }
    await server.send(encodeError({ code: STATUS_CODES.BadTcpEndpointUrlInvalid, reason: "not here" }));
    await assert.rejects(session, (error) => {
      assert.ok(isReverseConnectError(error, "SECURE_CHANNEL_FAILED"), String(error));
      assert.equal(error.statusCode, STATUS_CODES.BadTcpEndpointUrlInvalid);
      return true;
    });
    assert.ok(await server.closed(SOON), "the client closed");
  });
}

test("a server that closes after Hello: an error, and stop is quick", async () => {
  const { t, server, session } = await opening();
  await server.message("HEL", SOON);
  server.end();
  await assert.rejects(session, (error) => isReverseConnectError(error, "SECURE_CHANNEL_FAILED"));
  await t[Symbol.asyncDispose]();
});

test("stop while a session is being opened: it settles within a second", async () => {
  const { t, server, session } = await opening();
  await server.message("HEL", SOON);
  const start = performance.now();
  const settled = assert.rejects(session, (error) => isReverseConnectError(error, "STOPPED"));
  await t.manager.stop();
  await settled;
  assert.ok(performance.now() - start < 1000);
});

test("a mutant that alters EndpointUrl in Hello shows on the wire", async () => {
  await using t = await startManager({
    identity: await identity,
    behaviour: { helloEndpointUrl: ({ endpointUrl }) => endpointUrl.toLowerCase() },
  });
  const server = await t.dial("urn:test:server", URL);
  void (await t.manager.waitForConnection()).createSession().catch(() => undefined);
  assert.equal((await server.message("HEL", SOON)).endpointUrl.value, URL.toLowerCase());
});
