import assert from "node:assert/strict";
import { generateKeyPairSync, X509Certificate, type KeyObject } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { LogLevel, OPCUACertificateManager, setLogLevel } from "node-opcua";
import { openIdentity, type ReverseSession } from "../../../simulators/client";
import { TestPki, makeCertificate, toPem } from "../../../simulators/pki";
import { StrictCertificateManager, type AllowedWeakness } from "../../../simulators/trust";
import { makeRevocationList } from "../../../simulators/pki/x509";
import { startReverseConnectServer } from "../../../simulators/server";
import { startManager } from "../client/helpers";

const SERVER = "urn:test:weak-server";
const DAY = 24 * 3600 * 1000;
const PERIOD = { notBefore: new Date(Date.now() - DAY), notAfter: new Date(Date.now() + DAY) };
const keys = { 1024: key(1024), 2048: key(2048) };
const WEAK = {
  short: { bits: 1024, digest: "sha256", allow: { shortKeys: true }, reason: /RSA key of 1024 bits, .*--allow-short-keys/ },
  sha1: { bits: 2048, digest: "sha1", allow: { sha1: true }, reason: /signed with sha1WithRSAEncryption, .*--allow-sha1/ },
} as const;
let folder: string;
let folders = 0;

before(async () => {
  setLogLevel(LogLevel.Emergency);
  folder = await mkdtemp(join(tmpdir(), "weak-certificates-"));
});
after(() => rm(folder, { recursive: true, force: true }));

function key(modulusLength: number): KeyObject {
  return generateKeyPairSync("rsa", { modulusLength }).privateKey;
}

/** A store with an own certificate; whoever else comes is trusted. */
async function store(applicationUri: string, { bits, digest }: { bits: 1024 | 2048; digest: "sha1" | "sha256" }): Promise<string> {
  const pki = join(folder, `${++folders}`);
  const hosts = ["localhost", "127.0.0.1"];
  const certificate = makeCertificate({ commonName: "weak", applicationUri, hosts, ...PERIOD, key: keys[bits], digest });
  for (const name of ["own/certs", "own/private"]) await mkdir(join(pki, name), { recursive: true, mode: 0o700 });
  await writeFile(join(pki, "own/certs/certificate.pem"), toPem(certificate, "CERTIFICATE"));
  await writeFile(join(pki, "own/private/private_key.pem"), keys[bits].export({ type: "pkcs8", format: "pem" }));
  return pki;
}

interface Pair {
  readonly serverPki: string;
  readonly clientPki: string;
  readonly serverAllows?: AllowedWeakness;
  readonly clientAllows?: AllowedWeakness;
}

/** A session with Basic256Sha256 between our server and our client that trust everybody. */
async function session({ serverPki, clientPki, serverAllows, clientAllows }: Pair, refused: string[] = []): Promise<void> {
  const identity = await openIdentity({ pki: clientPki, autoAccept: true, ...(clientAllows ? { allow: clientAllows } : {}) });
  await using t = await startManager({ identity });
  const server = await startReverseConnectServer({
    host: "127.0.0.1",
    applicationUri: SERVER,
    endpointUrl: "opc.tcp://localhost:4840",
    pki: serverPki,
    autoAccept: true,
    ...(serverAllows ? { allow: serverAllows } : {}),
    onCertificateRefused: (sentence) => refused.push(sentence),
    reverseConnect: { clients: [{ endpointUrl: t.manager.url }], redial: 100, jitter: 0 },
  });
  let opened: ReverseSession | undefined;
  try {
    const connection = await t.manager.waitForConnection({ serverUri: SERVER });
    opened = await connection.createSession({ securityMode: "SignAndEncrypt", securityPolicy: "Basic256Sha256" });
  } finally {
    await opened?.close();
    await server.stop();
    await identity.dispose();
  }
}

const GOOD = { bits: 2048, digest: "sha256" } as const;

for (const [name, weak] of Object.entries(WEAK)) {
  test(`a server's certificate, ${name}: the client refuses it with the reason, even where it trusts everybody`, async () => {
    const pair = { serverPki: await store(SERVER, weak), clientPki: await store("urn:test:client", GOOD) };
    await assert.rejects(session(pair), (error: Error & { code?: string }) => {
      assert.equal(error.code, "CERTIFICATE_WEAK");
      assert.match(error.message, weak.reason);
      return true;
    });
    await session({ ...pair, clientAllows: weak.allow });
  });

  test(`a client's certificate, ${name}: the server refuses it with the reason, even where it trusts everybody`, async () => {
    const pair = { serverPki: await store(SERVER, GOOD), clientPki: await store("urn:test:client", weak) };
    const refused: string[] = [];
    await assert.rejects(session(pair, refused), /BadSecurityChecksFailed/);
    assert.match(refused[0] ?? "", weak.reason);
    await session({ ...pair, serverAllows: weak.allow });
  });
}

/** A store that trusts an authority whose two lists lie in the folders that are named, and a certificate that the newer one revokes. */
async function revoked(places: { older: string; newer: string }): Promise<{ pki: string; certificate: Buffer }> {
  const pki = join(folder, `${++folders}`);
  const issuer = { commonName: "an authority", key: keys[2048] };
  const authority = makeCertificate({ ...issuer, ...PERIOD, authority: true });
  const holder = key(2048);
  const certificate = makeCertificate({ commonName: "lost", applicationUri: "urn:lost", ...PERIOD, key: holder, issuer });
  for (const name of ["trusted/certs", "trusted/crl", "issuers/certs", "issuers/crl"])
    await mkdir(join(pki, name), { recursive: true, mode: 0o700 });
  await writeFile(join(pki, "trusted/certs/authority.der"), authority);
  const list = (age: number, serials: Buffer[]) => makeRevocationList(issuer, new Date(Date.now() - age), PERIOD.notAfter, serials);
  const serial = Buffer.from(new X509Certificate(certificate).serialNumber, "hex");
  await writeFile(join(pki, places.older, "older.crl"), list(DAY, []));
  await writeFile(join(pki, places.newer, "newer.crl"), list(0, [serial]));
  return { pki, certificate };
}

for (const places of [
  { older: "issuers/crl", newer: "trusted/crl" },
  { older: "trusted/crl", newer: "issuers/crl" },
  { older: "trusted/crl", newer: "trusted/crl" },
])
  test(`an older list in ${places.older} beside a newer one in ${places.newer}: what that revokes stays revoked`, async () => {
    const { pki, certificate } = await revoked(places);
    const refused: string[] = [];
    const manager = new StrictCertificateManager({
      rootFolder: pki,
      automaticallyAcceptUnknownCertificate: true,
      onRefused: (sentence) => refused.push(sentence),
    });
    await manager.initialize();
    try {
      assert.equal((await manager.checkCertificate(certificate)).name, "BadCertificateRevoked");
    } finally {
      await manager.dispose();
    }
    // The library sees it itself where it asks that folder.
    for (const sentence of refused) assert.match(sentence, /is revoked by .*newer\.crl$/);
  });

test("the hole of the library that this covers: the older list in issuers/crl hides the newer one", async () => {
  const { pki, certificate } = await revoked({ older: "issuers/crl", newer: "trusted/crl" });
  const manager = new OPCUACertificateManager({ rootFolder: pki });
  await manager.initialize();
  try {
    assert.equal((await manager.checkCertificate(certificate)).name, "Good", "mended: take the cover out");
  } finally {
    await manager.dispose();
  }
});

test("what the test authority issues is neither weak nor revoked", async () => {
  const pki = await TestPki.open({ folder: join(tmpdir(), "reverse-hello-test-pki") });
  const { certificate } = await pki.certificate({ applicationUri: "urn:fine" });
  const manager = new StrictCertificateManager({ rootFolder: await pki.store(join(folder, `${++folders}`), {}) });
  await manager.initialize();
  try {
    assert.equal((await manager.checkCertificate(certificate)).name, "Good");
  } finally {
    await manager.dispose();
  }
});
