import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { LogLevel, OPCUACertificateManager, setLogLevel } from "node-opcua";
import { makeCertificate } from "../../../simulators/pki";
import { StrictCertificateManager } from "../../../simulators/trust";

const { privateKey: key } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const { privateKey: authority } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const DAY = 24 * 3600 * 1000;
const PERIOD = { notBefore: new Date(Date.now() - DAY), notAfter: new Date(Date.now() + DAY) };
const stranger = (commonName: string) => makeCertificate({ commonName, applicationUri: "urn:stranger", ...PERIOD, key });
let rootFolder: string;

before(async () => {
  setLogLevel(LogLevel.Emergency);
  rootFolder = await mkdtemp(join(tmpdir(), "rejected-"));
});
after(() => rm(rootFolder, { recursive: true, force: true }));

async function withStore(use: (store: StrictCertificateManager) => Promise<void>): Promise<void> {
  const store = new StrictCertificateManager({ rootFolder, disableFileWatchers: true });
  await store.initialize();
  await use(store).finally(() => store.dispose());
}

test("of what strangers send the newest hundred are kept, under names that stay in their folder", () =>
  withStore(async (store) => {
    for (let number = 1; number <= 103; number++) {
      const status = await store.checkCertificate(stranger(`../../${number}`));
      assert.equal(status.name, "BadCertificateUntrusted");
    }
    const names = await readdir(store.rejectedFolder);
    assert.equal(names.length, 100);
    assert.ok(names.some((name) => name.startsWith(".._.._103[")));
    assert.ok(!names.some((name) => name.startsWith(".._.._1[")));
  }));

test("one that was refused and is trusted then is refused no more, also by who starts later", async () => {
  const certificate = stranger("a good one");
  await withStore(async (store) => {
    assert.equal((await store.checkCertificate(certificate)).name, "BadCertificateUntrusted");
    await store.trustCertificate(certificate);
    assert.equal((await store.checkCertificate(certificate)).name, "Good");
  });
  await withStore(async (store) => assert.equal((await store.checkCertificate(certificate)).name, "Good"));
});

/** How many trusted certificates are left when a stranger has sent the one that there was, without its authority. */
async function leftOf(store: OPCUACertificateManager): Promise<number> {
  await store.initialize();
  const issuer = { commonName: "an authority that nobody has", key: authority };
  const certificate = makeCertificate({ commonName: "trusted", applicationUri: "urn:good", ...PERIOD, key, issuer });
  try {
    await store.trustCertificate(certificate);
    assert.equal((await store.checkCertificate(certificate)).name, "BadCertificateChainIncomplete");
    return store.getTrustedCertificateCount();
  } finally {
    await store.dispose();
  }
}

test("one that is trusted stays so when a stranger sends it with half a chain", async () => {
  const options = { rootFolder: join(rootFolder, "half"), disableFileWatchers: true };
  assert.equal(await leftOf(new StrictCertificateManager(options)), 1);
});

test("the hole of the library that this covers: it is refused from then on", async () => {
  const options = { rootFolder: join(rootFolder, "hole"), disableFileWatchers: true };
  assert.equal(await leftOf(new OPCUACertificateManager(options)), 0);
});
