import { rm } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { InMemoryCertificateStore, OPCUACertificateManager, StaticCertificateChainProvider } from "node-opcua";
import {
  CertificatePurpose,
  coercePEMorDerToPrivateKey,
  convertPEMtoDER,
  createSelfSignedCertificate,
  generateKeyPair,
  privateKeyToPEM,
  readCertificateChain,
} from "node-opcua-crypto";
import { messageOf, ReverseConnectError } from "./errors";

export interface IdentityOptions {
  /** ApplicationUri of the client; in its certificate. */
  readonly applicationUri?: string;
  readonly applicationName?: string;
  /** Folder with own/, trusted/, rejected/, issuers/ (made on first use). Without it certificate and trust list live in memory. */
  readonly pki?: string;
  /** Trust every valid server certificate. */
  readonly autoAccept?: boolean;
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
  /** "Good" or the name of a status code, for a server's certificate (DER, leaf first). Never throws for a bad certificate. */
  checkTrust(certificate: Buffer): Promise<string>;
  trust(certificate: Buffer): Promise<void>;
  dispose(): Promise<void>;
}

/** Opens or makes an identity. An RSA key takes 50 to 500 ms to make: keep it, or give a `pki` folder. Errors: PKI_UNREADABLE. */
export async function openIdentity(options: IdentityOptions = {}): Promise<ClientIdentity> {
  const applicationName = options.applicationName ?? "ReverseHelloClient";
  const applicationUri = options.applicationUri ?? `urn:${hostname()}:${applicationName}`;
  const base = { applicationName, applicationUri };
  const identity = await (options.pki === undefined ? inMemory(base, options) : inFolder(base, options, options.pki));
  for (const certificate of options.trusted ?? []) await identity.trust(certificate);
  return identity;
}

interface Names {
  readonly applicationName: string;
  readonly applicationUri: string;
}

const TEN_YEARS_IN_DAYS = 3650;

async function inMemory(names: Names, options: IdentityOptions): Promise<ClientIdentity> {
  const { privateKey } = await generateKeyPair(2048);
  const { cert } = await createSelfSignedCertificate({
    privateKey,
    ...certificateFields(names, options),
    purpose: CertificatePurpose.ForApplication,
  });
  const { privPem } = await privateKeyToPEM(privateKey);
  const certificate = convertPEMtoDER(cert);
  const provider = new StaticCertificateChainProvider([certificate], coercePEMorDerToPrivateKey(privPem));
  const store = new InMemoryCertificateStore({ autoAcceptUnknown: options.autoAccept ?? false });
  return {
    ...names,
    certificate,
    provider,
    checkTrust: async (peer) => (await store.checkCertificate(peer)).name,
    trust: (peer) => store.trustCertificate(peer),
    dispose: async () => undefined,
  };
}

async function inFolder(names: Names, options: IdentityOptions, pki: string): Promise<ClientIdentity> {
  const manager = new OPCUACertificateManager({
    rootFolder: pki,
    automaticallyAcceptUnknownCertificate: options.autoAccept ?? false,
  });
  try {
    await manager.initialize();
    const file = path.join(pki, "own", "certs", "client_certificate.pem");
    const chain = await ownCertificate(manager, file, names, options);
    const key = await manager.getPrivateKey();
    return {
      ...names,
      certificate: chain[0] ?? Buffer.alloc(0),
      provider: new StaticCertificateChainProvider(chain, key),
      checkTrust: async (peer) => (await manager.checkCertificate(peer)).name,
      trust: (peer) => manager.trustCertificate(peer),
      dispose: () => manager.dispose(),
    };
  } catch (error) {
    await manager.dispose();
    throw new ReverseConnectError("PKI_UNREADABLE", `PKI folder ${pki}: cannot be used (${messageOf(error)})`, { cause: error });
  }
}

async function ownCertificate(
  manager: OPCUACertificateManager,
  file: string,
  names: Names,
  options: IdentityOptions,
): Promise<Buffer[]> {
  try {
    return readCertificateChain(file);
  } catch {
    await rm(file, { force: true });
    await manager.createSelfSignedCertificate({
      ...certificateFields(names, options),
      outputFile: file,
      startDate: new Date(),
      validity: TEN_YEARS_IN_DAYS,
    });
    return readCertificateChain(file);
  }
}

function certificateFields(names: Names, options: IdentityOptions) {
  const hosts = options.hosts ?? [hostname()];
  const isIp = (host: string) => /^[0-9.]+$|:/.test(host);
  return {
    applicationUri: names.applicationUri,
    subject: `/CN=${names.applicationName}`,
    dns: hosts.filter((host) => !isIp(host)),
    ip: hosts.filter(isIp),
    notBefore: new Date(),
    validity: TEN_YEARS_IN_DAYS,
  };
}
