import { createHash, createPrivateKey } from "node:crypto";
import { join } from "node:path";
import { replaceFile } from "./shared-file";
import type { StoreContent, TestAuthority, TestCertificate } from "./types";
import { toPem } from "./x509";
import { makeFolder } from "../../src/files";

const FOLDERS = ["own/certs", "own/private", "trusted/certs", "trusted/crl", "issuers/certs", "issuers/crl", "rejected"];

/** The files of a certificate store; existing ones of the same name are replaced, others stay. */
export async function writeStore(folder: string, content: StoreContent, authority: TestAuthority): Promise<void> {
  await Promise.all(FOLDERS.map((name) => makeFolder(join(folder, name), 0o700)));
  await Promise.all([
    ...(content.own ? ownFiles(folder, content.own) : []),
    ...(content.trusted ?? []).map((entry) => trustedFile(folder, "certificate" in entry ? entry.certificate : entry)),
    ...((content.trustAuthority ?? true) ? authorityFiles(folder, authority) : []),
  ]);
}

function ownFiles(folder: string, own: TestCertificate): Promise<void>[] {
  const der = createPrivateKey(own.privateKey).export({ type: "pkcs8", format: "der" });
  return [
    replaceFile(join(folder, "own/certs/certificate.pem"), own.chain.map((one) => toPem(one, "CERTIFICATE")).join("")),
    replaceFile(join(folder, "own/certs/certificate.der"), own.certificate),
    replaceFile(join(folder, "own/private/private_key.pem"), own.privateKey, 0o600),
    replaceFile(join(folder, "own/private/private_key.der"), der, 0o600),
    // UA-.NETStandard finds a private key by the name of its certificate.
    replaceFile(join(folder, "own/private/certificate.pem"), own.privateKey, 0o600),
  ];
}

function trustedFile(folder: string, certificate: Buffer): Promise<void> {
  const thumbprint = createHash("sha1").update(certificate).digest("hex");
  return replaceFile(join(folder, "trusted/certs", `${thumbprint}.der`), certificate);
}

function authorityFiles(folder: string, authority: TestAuthority): Promise<void>[] {
  // Named both as trusted and as issuer: stacks differ in where they look, and node-opcua looks in both places.
  return ["trusted", "issuers"].flatMap((list) => [
    replaceFile(join(folder, list, "certs/authority.der"), authority.certificate),
    replaceFile(join(folder, list, "crl/authority.crl"), authority.revocationList),
  ]);
}
