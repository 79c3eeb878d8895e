import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { LogLevel, SecurityPolicy, setLogLevel } from "node-opcua";
import {
  isReverseConnectError,
  openIdentity,
  type ClientIdentity,
  type ReverseConnectErrorCode,
  type ReverseSession,
} from "../../../simulators/client";
import { TestPki, type CertificateKind } from "../../../simulators/pki";
import { startReverseConnectServer, type ReverseConnectServerOptions } from "../../../simulators/server";
import { encodeReverseHello } from "../../../src/protocol";
import { SOON, startLink, startManager, type ManagerUnderTest } from "./helpers";

const URI = "urn:test:session-server";
const SERVER_TIME = { nodeId: "i=2258" };
let folder: string;
let pki: TestPki;
let identity: ClientIdentity;
let folders = 0;

before(async () => {
  setLogLevel(LogLevel.Emergency);
  folder = await mkdtemp(join(tmpdir(), "client-session-"));
  // The keys are made once and kept: they are slow to make.
  pki = await TestPki.open({ folder: join(tmpdir(), "reverse-hello-test-pki") });
  identity = await clientIdentity();
});
after(async () => {
  await identity.dispose();
  await rm(folder, { recursive: true, force: true });
});

/** A client that trusts the test authority, and nobody else. */
async function clientIdentity(): Promise<ClientIdentity> {
  const own = await pki.certificate({ applicationUri: "urn:test:client" });
  return openIdentity({ pki: await pki.store(join(folder, `client-${++folders}`), { own }) });
}

async function startServer(t: ManagerUnderTest, kind: CertificateKind = "good", more: ReverseConnectServerOptions = {}) {
  const own = await pki.certificate({ applicationUri: URI, kind });
  return startReverseConnectServer({
    host: "127.0.0.1",
    applicationUri: URI,
    endpointUrl: "opc.tcp://localhost:4840",
    pki: await pki.store(join(folder, `server-${++folders}`), { own }),
    autoAccept: true,
    reverseConnect: { clients: [{ endpointUrl: t.manager.url }], redial: 100, jitter: 0 },
    ...more,
  });
}

async function readTime(session: ReverseSession): Promise<void> {
  assert.ok((await session.session.read(SERVER_TIME)).value.value instanceof Date);
}

function stateOf(session: ReverseSession, wanted: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no state ${wanted}, it is ${session.state}`)), 3 * SOON);
    const stop = session.onState((state) => {
      if (state !== wanted) return;
      clearTimeout(timer);
      stop();
      resolve();
    });
  });
}

test("a session without security; stop ends it and everything else within a second", async () => {
  await using t = await startManager({ identity });
  const server = await startServer(t);
  try {
    const session = await (await t.manager.waitForConnection({ serverUri: URI })).createSession();
    await readTime(session);
    const start = performance.now();
    await t.manager.stop();
    assert.ok(performance.now() - start < 1000);
    assert.equal(session.state, "closed");
    await session.closed;
  } finally {
    await server.stop();
  }
});

test("after a loss the session continues on the server's next connection", async () => {
  await using t = await startManager({ identity });
  await using link = await startLink(t.manager.port);
  const server = await startServer(t, "good", { reverseConnect: { clients: [{ endpointUrl: link.url }], redial: 100 } });
  try {
    const session = await (await t.manager.waitForConnection({ serverUri: URI })).createSession();
    const lost = stateOf(session, "lost");
    const recovered = stateOf(session, "open");
    link.cut();
    await lost;
    await recovered;
    await readTime(session);
  } finally {
    await server.stop();
  }
});

test("a request that is not answered in time means a loss, and the session continues on the next connection", async () => {
  await using t = await startManager({ identity, holdTime: 100 });
  await using link = await startLink(t.manager.port);
  const server = await startServer(t, "good", { reverseConnect: { clients: [{ endpointUrl: link.url }], redial: 100 } });
  try {
    const options = { requestTimeout: 5000, channelTimeout: 500 };
    const session = await (await t.manager.waitForConnection({ serverUri: URI })).createSession(options);
    const lost = stateOf(session, "lost");
    const recovered = stateOf(session, "open");
    link.hush();
    const start = performance.now();
    await assert.rejects(session.session.read(SERVER_TIME));
    assert.ok(performance.now() - start >= 4999, "given up before its time");
    await lost;
    link.cut();
    await recovered;
    await readTime(session);
  } finally {
    await server.stop();
  }
});

test("the spare connection of a server with a session is kept beyond the hold time, and not given to 'any'", async () => {
  await using t = await startManager({ identity, holdTime: 100 });
  const server = await startServer(t);
  try {
    const session = await (await t.manager.waitForConnection({ serverUri: URI })).createSession();
    await t.event("held");
    await assert.rejects(t.manager.waitForConnection({}, { timeout: 300 }), (error) =>
      isReverseConnectError(error, "WAIT_TIMEOUT"),
    );
    assert.deepEqual(
      t.manager.heldConnections.map((held) => held.serverUri),
      [URI],
    );
    assert.ok(!t.events.some((event) => event.type === "refused"));
    // A second session with the same server is possible: who asks by name gets the spare one.
    const second = await (await t.manager.waitForConnection({ serverUri: URI })).createSession();
    await readTime(second);
    await session.close();
  } finally {
    await server.stop();
  }
});

for (const [mode, policy] of [
  ["Sign", "Basic256Sha256"],
  ["SignAndEncrypt", "Aes256_Sha256_RsaPss"],
] as const) {
  test(`${mode} with ${policy}: GetEndpoints on the first connection, then the cached certificate`, async () => {
    await using t = await startManager({ identity });
    const server = await startServer(t);
    try {
      const options = { securityMode: mode, securityPolicy: policy };
      const first = await (await t.manager.waitForConnection({ serverUri: URI })).createSession(options);
      await readTime(first);
      await first.close();
      const second = await (await t.manager.waitForConnection({ serverUri: URI })).createSession(options);
      await readTime(second);
      assert.equal(t.events.filter((event) => event.type === "certificate-fetched").length, 1);
    } finally {
      await server.stop();
    }
  });
}

const REFUSED: readonly (readonly [CertificateKind, ReverseConnectErrorCode])[] = [
  ["untrusted", "CERTIFICATE_UNTRUSTED"],
  ["other-authority", "CERTIFICATE_UNTRUSTED"],
  ["expired", "CERTIFICATE_TIME_INVALID"],
  ["not-yet-valid", "CERTIFICATE_TIME_INVALID"],
  ["other-uri", "CERTIFICATE_URI_INVALID"],
  ["other-host", "CERTIFICATE_HOST_NAME_INVALID"],
];
for (const [kind, code] of REFUSED) {
  test(`a server certificate that is ${kind} is refused: ${code}`, async () => {
    await using t = await startManager({ identity });
    const server = await startServer(t, kind);
    try {
      const connection = await t.manager.waitForConnection({ serverUri: URI });
      await assert.rejects(connection.createSession({ securityMode: "SignAndEncrypt" }), (error) => {
        assert.ok(isReverseConnectError(error, code), String(error));
        assert.match(error.message, new RegExp(URI));
        return true;
      });
    } finally {
      await server.stop();
    }
  });
}

test("a certificate for another host is reported, and used, where the check is relaxed (RC-058)", async () => {
  await using t = await startManager({ identity });
  const server = await startServer(t, "other-host");
  try {
    const connection = await t.manager.waitForConnection({ serverUri: URI });
    const session = await connection.createSession({ securityMode: "Sign", hostNameCheck: "report" });
    await readTime(session);
    await t.event("host-name-mismatch");
  } finally {
    await server.stop();
  }
});

for (const securityMode of ["None", "SignAndEncrypt"] as const) {
  test(`the ServerUri of a ReverseHello is not believed: the server is another one (RC-057, ${securityMode})`, async () => {
    await using t = await startManager({ identity });
    const reverseHello = ({ endpointUrl }: { endpointUrl: string }) =>
      encodeReverseHello({ serverUri: "urn:test:trusted-one", endpointUrl });
    const server = await startServer(t, "good", { behaviour: { reverseHello } });
    try {
      const connection = await t.manager.waitForConnection({ serverUri: "urn:test:trusted-one" });
      const code = securityMode === "None" ? "APPLICATION_URI_MISMATCH" : "CERTIFICATE_URI_INVALID";
      await assert.rejects(connection.createSession({ securityMode }), (error) => isReverseConnectError(error, code));
    } finally {
      await server.stop();
    }
  });
}

test("a changed certificate is noticed, fetched again once, checked, and used", async () => {
  await using t = await startManager({ identity });
  const options = { securityMode: "SignAndEncrypt" } as const;
  const before = await startServer(t);
  const first = await (await t.manager.waitForConnection({ serverUri: URI })).createSession(options);
  await first.close();
  await before.stop();
  const server = await startServer(t, "renewed");
  try {
    const second = await (await t.manager.waitForConnection({ serverUri: URI })).createSession(options);
    await readTime(second);
    const fetched = t.events.filter((event) => event.type === "certificate-fetched");
    assert.deepEqual(
      fetched.map((event) => event.changed),
      [false, true],
    );
  } finally {
    await server.stop();
  }
});

test("a changed certificate that is not trusted is refused", async () => {
  await using t = await startManager({ identity });
  const options = { securityMode: "SignAndEncrypt" } as const;
  const before = await startServer(t);
  await (await (await t.manager.waitForConnection({ serverUri: URI })).createSession(options)).close();
  await before.stop();
  const server = await startServer(t, "untrusted");
  try {
    const connection = await t.manager.waitForConnection({ serverUri: URI });
    await assert.rejects(connection.createSession(options), (error) => isReverseConnectError(error, "CERTIFICATE_UNTRUSTED"));
  } finally {
    await server.stop();
  }
});

for (const [kind, outcome] of [
  ["renewed", "recovered"],
  ["untrusted", "failed"],
] as const) {
  test(`a certificate that became ${kind} during a session: ${outcome}`, async () => {
    await using t = await startManager({ identity });
    const before = await startServer(t);
    const session = await (await t.manager.waitForConnection({ serverUri: URI })).createSession({ securityMode: "SignAndEncrypt" });
    const end = outcome === "recovered" ? stateOf(session, "open") : stateOf(session, "failed");
    await before.stop();
    const server = await startServer(t, kind);
    try {
      await end;
      if (outcome === "recovered") await readTime(session);
      else assert.equal(session.failure?.code, "CERTIFICATE_UNTRUSTED");
    } finally {
      await server.stop();
    }
  });
}

test("a user name and a wrong password, and an endpoint that is not offered", async () => {
  await using t = await startManager({ identity });
  const userManager = { isValidUser: (name: string, word: string) => name === "ann" && word === "secret" };
  const server = await startServer(t, "good", {
    userManager,
    securityPolicies: [SecurityPolicy.None, SecurityPolicy.Basic256Sha256],
  });
  try {
    const unoffered = (await t.manager.waitForConnection({ serverUri: URI })).createSession({
      securityMode: "Sign",
      securityPolicy: "Aes256_Sha256_RsaPss",
    });
    await assert.rejects(
      unoffered,
      (error) => isReverseConnectError(error, "ENDPOINT_NOT_OFFERED") && /Basic256Sha256:Sign/.test(error.message),
    );
    const login = (password: string) => ({ userIdentity: { type: "user-name", userName: "ann", password } as const });
    const good = await (
      await t.manager.waitForConnection({ serverUri: URI })
    ).createSession({ securityMode: "Sign", ...login("secret") });
    await readTime(good);
    await good.close();
    const bad = await t.manager.waitForConnection({ serverUri: URI });
    await assert.rejects(bad.createSession({ securityMode: "Sign", ...login("wrong") }), (error) =>
      isReverseConnectError(error, "SESSION_FAILED"),
    );
  } finally {
    await server.stop();
  }
});
