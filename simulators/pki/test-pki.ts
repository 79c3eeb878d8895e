import { createHash, createPrivateKey, generateKeyPair, type KeyObject } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";
import { readOrMake } from "./shared-file";
import { writeStore } from "./store";
import type { CertificateKind, CertificateRequest, StoreContent, TestAuthority, TestCertificate } from "./types";
import { fromPem, makeCertificate, makeRevocationList, toPem, type Issuer } from "./x509";

export interface TestPkiOptions {
  /** Where keys and certificates are kept; made on first use, shared by any number of processes and runs. */
  readonly folder: string;
}

type KeyName = "authority" | "other-authority" | "application" | "renewed" | "stranger";

const DAY = 24 * 3600 * 1000;
const YEAR = 365 * DAY;
const DEFAULT_HOSTS = ["localhost", "127.0.0.1", "::1"];
const makeKey = promisify(generateKeyPair);

/**
 * The suite's own certificate authority and everything that it issues, right or wrong on purpose.
 * Keys are RSA 2048, few, and reused: certificates differ, since making a key takes up to half a second and signing some ms.
 */
export class TestPki {
  private readonly keys = new Map<KeyName, Promise<KeyObject>>();

  private constructor(
    readonly folder: string,
    readonly authority: TestAuthority,
  ) {}

  /** Opens the folder; makes the authority if it is not there. Rejects when the folder cannot be written. */
  static async open(options: TestPkiOptions): Promise<TestPki> {
    const { folder } = options;
    const commonName = "reverse-hello test authority";
    const issuer = { commonName, key: await loadKey(folder, "authority") };
    const certificate = await authorityCertificate(folder, "authority", issuer);
    const now = new Date();
    const list = await readOrMake(join(folder, "authority.crl"), () =>
      toPem(makeRevocationList(issuer, new Date(now.getTime() - DAY), new Date(now.getTime() + 20 * YEAR)), "X509 CRL"),
    );
    return new TestPki(folder, { commonName, certificate, revocationList: fromPem(list) });
  }

  /** A certificate with its key; the same request gives the same one, also in another process. */
  async certificate(request: CertificateRequest): Promise<TestCertificate> {
    const kind = request.kind ?? "good";
    const hosts = request.hosts ?? DEFAULT_HOSTS;
    const commonName = request.commonName ?? commonNameOf(request.applicationUri);
    const keyName = keyOf(kind);
    const [key, issuer] = await Promise.all([this.key(keyName), this.issuerOf(kind)]);
    const id = createHash("sha256")
      .update(JSON.stringify([kind, request.applicationUri, hosts, commonName, ...(keyName === "stranger" ? [keyName] : [])]))
      .digest("hex");
    const certificateFile = join(this.folder, "certificates", `${kind}-${id.slice(0, 16)}.pem`);
    const pem = await readOrMake(certificateFile, () => {
      const names = { commonName, applicationUri: uriOf(kind, request.applicationUri), hosts: hostsOf(kind, hosts) };
      return toPem(makeCertificate({ ...names, ...periodOf(kind), key, ...(issuer ? { issuer } : {}) }), "CERTIFICATE");
    });
    const certificate = fromPem(pem);
    return {
      kind,
      applicationUri: request.applicationUri,
      certificate,
      chain: issuer ? [certificate, await this.issuerCertificate(kind)] : [certificate],
      privateKey: key.export({ type: "pkcs8", format: "pem" }).toString(),
      certificateFile,
      privateKeyFile: keyFile(this.folder, keyName),
    };
  }

  /**
   * Certificates of one kind for many, made when they are asked for and kept nowhere; all have the key that is in `privateKey` (PEM).
   * Making one takes a millisecond.
   */
  async maker(
    kind: CertificateKind,
  ): Promise<{ privateKey: string; make(applicationUri: string, hosts: readonly string[]): Buffer }> {
    const [key, issuer] = await Promise.all([this.key("application"), this.issuerOf(kind)]);
    const make = (applicationUri: string, hosts: readonly string[]) => {
      const names = {
        commonName: commonNameOf(applicationUri),
        applicationUri: uriOf(kind, applicationUri),
        hosts: hostsOf(kind, hosts),
      };
      return makeCertificate({ ...names, ...periodOf(kind), key, ...(issuer ? { issuer } : {}) });
    };
    return { privateKey: key.export({ type: "pkcs8", format: "pem" }).toString(), make };
  }

  /**
   * Writes a certificate store in the layout of node-opcua's OPCUACertificateManager (own/, trusted/, issuers/, rejected/), with DER
   * beside PEM, so that other stacks can use the same folder. Resolves with the folder.
   */
  async store(folder: string, content: StoreContent): Promise<string> {
    await writeStore(folder, content, this.authority);
    return folder;
  }

  private key(name: KeyName): Promise<KeyObject> {
    let key = this.keys.get(name);
    if (!key) this.keys.set(name, (key = loadKey(this.folder, name)));
    return key;
  }

  private async issuerOf(kind: CertificateKind): Promise<Issuer | undefined> {
    if (kind === "self-signed" || kind === "untrusted") return undefined;
    if (kind !== "other-authority") return { commonName: this.authority.commonName, key: await this.key("authority") };
    return { commonName: "somebody else's authority", key: await this.key("other-authority") };
  }

  private async issuerCertificate(kind: CertificateKind): Promise<Buffer> {
    if (kind !== "other-authority") return this.authority.certificate;
    const issuer = await this.issuerOf(kind);
    return issuer ? authorityCertificate(this.folder, "other-authority", issuer) : this.authority.certificate;
  }
}

/** Who has a key that is trusted may be believed with another certificate: one that nobody trusts has another key too. */
function keyOf(kind: CertificateKind): KeyName {
  if (kind === "renewed") return "renewed";
  return kind === "untrusted" || kind === "other-authority" ? "stranger" : "application";
}

function keyFile(folder: string, name: KeyName): string {
  return join(folder, "private", `${name}.pem`);
}

async function loadKey(folder: string, name: KeyName): Promise<KeyObject> {
  const pem = await readOrMake(
    keyFile(folder, name),
    async () => {
      const { privateKey } = await makeKey("rsa", { modulusLength: 2048 });
      return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    },
    0o600,
  );
  return createPrivateKey(pem);
}

async function authorityCertificate(folder: string, name: KeyName, issuer: Issuer): Promise<Buffer> {
  const now = Date.now();
  const period = { notBefore: new Date(now - DAY), notAfter: new Date(now + 20 * YEAR) };
  const make = () => toPem(makeCertificate({ ...issuer, ...period, authority: true }), "CERTIFICATE");
  return fromPem(await readOrMake(join(folder, `${name}.pem`), make));
}

function periodOf(kind: CertificateKind): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  if (kind === "expired") return { notBefore: new Date(now - 2 * YEAR), notAfter: new Date(now - DAY) };
  if (kind === "not-yet-valid") return { notBefore: new Date(now + 10 * YEAR), notAfter: new Date(now + 15 * YEAR) };
  return { notBefore: new Date(now - DAY), notAfter: new Date(now + 10 * YEAR) };
}

function uriOf(kind: CertificateKind, applicationUri: string): string {
  return kind === "other-uri" ? `${applicationUri}:somebody-else` : applicationUri;
}

function hostsOf(kind: CertificateKind, hosts: readonly string[]): readonly string[] {
  return kind === "other-host" ? ["somebody-else.example"] : hosts;
}

/** X.520 limits a common name to 64 characters. */
function commonNameOf(applicationUri: string): string {
  return applicationUri.replace(/^urn:/, "").slice(-64);
}
