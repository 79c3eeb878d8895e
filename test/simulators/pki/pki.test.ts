import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { OPCUACertificateManager } from "node-opcua";
import { exploreCertificate } from "node-opcua-crypto";
import { CERTIFICATE_KINDS, TestPki, type CertificateKind } from "../../../simulators/pki";

const applicationUri = "urn:reverse-hello:pki-test";
let folder: string;
let pki: TestPki;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "pki-"));
  pki = await TestPki.open({ folder: join(folder, "pki") });
});
after(() => rm(folder, { recursive: true }));

test("a good certificate says who it is for, and the authority stands behind it", async () => {
  const made = await pki.certificate({ applicationUri, hosts: ["plc.example", "10.0.0.7", "fe80::1"] });
  const [x509, authority] = [new X509Certificate(made.certificate), new X509Certificate(pki.authority.certificate)];
  const names = "URI:urn:reverse-hello:pki-test, DNS:plc.example, IP Address:10.0.0.7, IP Address:FE80:0:0:0:0:0:0:1";
  assert.equal(x509.subjectAltName, names);
  assert.ok(x509.checkIssued(authority) && x509.verify(authority.publicKey));
  assert.ok(!x509.ca && authority.ca);
  assert.ok(x509.checkPrivateKey(createPrivateKey(await readFile(made.privateKeyFile))));
  assert.ok(x509.validToDate.getTime() > Date.now() && x509.validFromDate.getTime() < Date.now());
  const { extensions } = exploreCertificate(made.certificate).tbsCertificate;
  assert.ok(extensions?.keyUsage?.dataEncipherment && extensions.keyUsage.nonRepudiation && !extensions.keyUsage.keyCertSign);
  assert.equal((await stat(made.privateKeyFile)).mode & 0o077, 0);
});

test("the same request gives the same certificate, also to another process at the same moment", async () => {
  const shared = join(folder, "shared");
  const script = `
    const { TestPki } = require(${JSON.stringify(join(__dirname, "../../../simulators/pki"))});
    TestPki.open({ folder: ${JSON.stringify(shared)} })
      .then((pki) => pki.certificate({ applicationUri: "urn:x" }))
      .then((made) => process.stdout.write(made.chain.map(String).join("") + made.privateKey));
  `;
  const outputs = await Promise.all(
    [1, 2, 3].map(async () => {
      const child = spawn(process.execPath, ["-r", "ts-node/register/transpile-only", "-e", script], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const chunks: string[] = [];
      child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk.toString("latin1")));
      await once(child, "close");
      return chunks.join("");
    }),
  );
  assert.ok(outputs[0] && outputs[0].length > 1000);
  assert.deepEqual(new Set(outputs).size, 1);
});

test("a renewed certificate has another key, and so have strangers; the others share one", async () => {
  const keys = new Map<CertificateKind, string>();
  for (const kind of CERTIFICATE_KINDS) keys.set(kind, (await pki.certificate({ kind, applicationUri })).privateKey);
  const strangers: CertificateKind[] = ["untrusted", "other-authority"];
  const others = [...keys].filter(([kind]) => kind !== "renewed" && !strangers.includes(kind)).map(([, key]) => key);
  assert.equal(new Set(others).size, 1);
  assert.equal(keys.get("untrusted"), keys.get("other-authority"));
  assert.equal(new Set([others[0], keys.get("renewed"), keys.get("untrusted")]).size, 3);
});

test("what is wrong with a certificate is what its kind says, and nothing else", async () => {
  const x509 = async (kind: CertificateKind) => new X509Certificate((await pki.certificate({ kind, applicationUri })).certificate);
  assert.equal((await x509("other-uri")).subjectAltName?.split(", ")[0], `URI:${applicationUri}:somebody-else`);
  assert.equal((await x509("other-host")).subjectAltName, `URI:${applicationUri}, DNS:somebody-else.example`);
  assert.ok((await x509("expired")).validToDate.getTime() < Date.now());
  assert.ok((await x509("not-yet-valid")).validFromDate.getTime() > Date.now());
  const selfSigned = await x509("untrusted");
  assert.ok(selfSigned.verify(selfSigned.publicKey));
});

test("node-opcua judges the kinds as they are meant, from a store that we wrote", async () => {
  const own = await pki.certificate({ applicationUri: "urn:it" });
  const listed = await pki.certificate({ kind: "self-signed", applicationUri });
  const rootFolder = await pki.store(join(folder, "store"), { own, trusted: [listed] });
  const manager = new OPCUACertificateManager({
    rootFolder,
    automaticallyAcceptUnknownCertificate: false,
    disableFileWatchers: true,
  });
  try {
    await manager.initialize();
    const seen: Record<string, string> = {};
    for (const kind of CERTIFICATE_KINDS) {
      const { certificate } = await pki.certificate({ kind, applicationUri });
      seen[kind] = (await manager.checkCertificate(certificate)).name;
    }
    assert.deepEqual(seen, {
      good: "Good",
      renewed: "Good",
      "self-signed": "Good",
      expired: "BadCertificateTimeInvalid",
      "not-yet-valid": "BadCertificateTimeInvalid",
      "other-uri": "Good",
      "other-host": "Good",
      "other-authority": "BadCertificateChainIncomplete",
      untrusted: "BadCertificateUntrusted",
    });
  } finally {
    await manager.dispose();
  }
});

test("a folder that cannot be made is an error", () =>
  assert.rejects(TestPki.open({ folder: join(__filename, "below") }), /ENOTDIR/));
