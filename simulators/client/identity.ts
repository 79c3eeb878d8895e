import { generateKeyPair } from "node:crypto";
import { existsSync } from "node:fs";
import { isIP } from "node:net";
import { hostname } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { InMemoryCertificateStore, StaticCertificateChainProvider } from "node-opcua";
import { coercePEMorDerToPrivateKey, exploreCertificate, readCertificateChain } from "node-opcua-crypto";
import { privateFolder } from "../../src/files";
import { makeCertificate } from "../pki";
import { StrictCertificateManager, type AllowedWeakness } from "../trust";
import { ReverseConnectError } from "./errors";
import { messageOf } from "../../src/text";

export interface IdentityOptions {
  /** ApplicationUri of the client; in its certificate. */
  readonly applicationUri?: string;
  readonly applicationName?: string;
  /** Folder with own/, trusted/, rejected/, issuers/ (made on first use). Without it certificate and trust list live in memory. */
  readonly pki?: string;
  /** Trust every valid server certificate. */
  readonly autoAccept?: boolean;
  /** What too weak server certificates are taken all the same. */
  readonly allow?: AllowedWeakness;
  /** Server certificates (DER) to trust. */
  readonly trusted?: readonly Buffer[];
  /** DNS names and IP addresses in our certificate; this machine's name by default. */
  readonly hosts?: readonly string[];
}

/** Own certificate and key, and whom to trust. One may be shared by any number of managers and sessions. */
export interface ClientIdentity {
  readonly applicationUri: string;
  readonly applicationName: string;
  readonly certificate: Buffer;
  readonly provider: StaticCertificateChainProvider;
  readonly allow?: AllowedWeakness;
  /** "Good" or the name of a status code, for a server's certificate (DER, leaf first). Never throws for a bad certificate. */
  checkTrust(certificate: Buffer): Promise<string>;
  trust(certificate: Buffer): Promise<void>;
  dispose(): Promise<void>;
}

/** Whether it is one already, and not how to make it. */
export function isIdentity(identity: ClientIdentity | IdentityOptions | undefined): identity is ClientIdentity {
  return identity !== undefined && "checkTrust" in identity;
}

/** Opens or makes an identity. An RSA key takes 50 to 500 ms to make: a process makes one in memory, a `pki` folder keeps its own. Errors: PKI_UNREADABLE. */
export async function openIdentity(options: IdentityOptions = {}): Promise<ClientIdentity> {
  const applicationName = options.applicationName ?? "ReverseHelloClient";
  const applicationUri = options.applicationUri ?? `urn:${hostname()}:${applicationName}`;
  const base = { applicationName, applicationUri, ...(options.allow ? { allow: options.allow } : {}) };
  const identity = await (options.pki === undefined ? inMemory(base, options) : inFolder(base, options, options.pki));
  for (const certificate of options.trusted ?? []) await identity.trust(certificate);
  return identity;
}

interface Names {
  readonly applicationName: string;
  readonly applicationUri: string;
  readonly allow?: AllowedWeakness;
}

const TEN_YEARS_IN_DAYS = 3650;
const DAY = 24 * 3600 * 1000;
const MADE_HERE = "client_certificate.pem";
const makeKey = promisify(generateKeyPair);
let keyInMemory: ReturnType<typeof makeRsaKey> | undefined;

function makeRsaKey() {
  return makeKey("rsa", { modulusLength: 2048 });
}

/** One for the process, as a folder has one for all that use it: certificates differ, and which are trusted. */
function ownKey(): ReturnType<typeof makeRsaKey> {
  return (keyInMemory ??= makeRsaKey());
}

async function inMemory(names: Names, options: IdentityOptions): Promise<ClientIdentity> {
  const { privateKey } = await ownKey();
  const now = Date.now();
  const certificate = makeCertificate({
    commonName: names.applicationName,
    applicationUri: names.applicationUri,
    hosts: options.hosts ?? [hostname()],
    notBefore: new Date(now - DAY),
    notAfter: new Date(now + TEN_YEARS_IN_DAYS * DAY),
    key: privateKey,
  });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const store = new InMemoryCertificateStore({ autoAcceptUnknown: options.autoAccept ?? false });
  return {
    ...names,
    certificate,
    provider: new StaticCertificateChainProvider([certificate], coercePEMorDerToPrivateKey(pem)),
    checkTrust: async (peer) => (await store.checkCertificate(peer)).name,
    trust: (peer) => store.trustCertificate(peer),
    dispose: async () => undefined,
  };
}

async function inFolder(names: Names, options: IdentityOptions, pki: string): Promise<ClientIdentity> {
  try {
    privateFolder(pki);
  } catch (error) {
    throw new ReverseConnectError("PKI_UNREADABLE", `PKI folder ${messageOf(error)}`, { cause: error });
  }
  const manager = new StrictCertificateManager({
    rootFolder: pki,
    ...(options.allow ? { allow: options.allow } : {}),
    automaticallyAcceptUnknownCertificate: options.autoAccept ?? false,
  });
  try {
    await manager.initialize();
    const chain = await ownCertificate(manager, path.join(pki, "own", "certs"), names, options);
    const key = await manager.getPrivateKey();
    const certificate = chain[0] ?? Buffer.alloc(0);
    return {
      ...names,
      // What the certificate says is what a server checks, whoever made the folder.
      applicationUri: applicationUriOf(certificate) ?? names.applicationUri,
      certificate,
      provider: new StaticCertificateChainProvider(chain, key),
      checkTrust: async (peer) => (await manager.checkCertificate(peer)).name,
      trust: (peer) => manager.trustCertificate(peer),
      dispose: () => manager.dispose(),
    };
  } catch (error) {
    await manager.dispose().catch(() => undefined);
    throw new ReverseConnectError("PKI_UNREADABLE", `PKI folder ${pki}: cannot be used (${messageOf(error)})`, { cause: error });
  }
}

/** `certificate.pem` where somebody prepared the folder, `client_certificate.pem` where node-opcua or we did. */
async function ownCertificate(
  manager: StrictCertificateManager,
  folder: string,
  names: Names,
  options: IdentityOptions,
): Promise<Buffer[]> {
  for (const name of ["certificate.pem", MADE_HERE]) {
    if (existsSync(path.join(folder, name))) return readCertificateChain(path.join(folder, name));
  }
  const hosts = options.hosts ?? [hostname()];
  await manager.createSelfSignedCertificate({
    applicationUri: names.applicationUri,
    subject: `/CN=${names.applicationName}`,
    dns: hosts.filter((host) => isIP(host) === 0),
    ip: hosts.filter((host) => isIP(host) !== 0),
    outputFile: path.join(folder, MADE_HERE),
    startDate: new Date(),
    validity: TEN_YEARS_IN_DAYS,
  });
  return readCertificateChain(path.join(folder, MADE_HERE));
}

function applicationUriOf(certificate: Buffer): string | undefined {
  return exploreCertificate(certificate).tbsCertificate.extensions?.subjectAltName?.uniformResourceIdentifier?.[0];
}
