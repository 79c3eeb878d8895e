import { createHash, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { hostname } from "node:os";
import type { EndpointDescription } from "node-opcua";
import { exploreCertificate, split_der } from "node-opcua-crypto";
import { weaknessOf } from "../trust";
import type { ServerFields } from "./server-fields";
import { ReverseConnectError } from "./errors";
import type { ClientIdentity } from "./identity";
import type { HostNameCheck } from "./session-options";
import { hostOf } from "./url";
import { messageOf } from "../../src/text";

export interface CertificateCheck {
  /** DER, a leaf or a chain that begins with it. */
  readonly certificate: Buffer;
  readonly server: ServerFields;
  readonly identity: ClientIdentity;
  readonly hostNameCheck: HostNameCheck;
  /** Called when the host name differs and the check only reports. */
  readonly report: (message: string) => void;
}

/**
 * Part 4, 6.1.3 and 5.6.2: a server's certificate before anything is encrypted for it. A ReverseHello is unauthenticated, so
 * what it says must be what the certificate says (RC-057, RC-058), and the certificate must be trusted whatever it says.
 * Errors: CERTIFICATE_INVALID, _WEAK, _TIME_INVALID, _UNTRUSTED, _URI_INVALID, _HOST_NAME_INVALID.
 */
export async function checkServerCertificate(check: CertificateCheck): Promise<void> {
  const { server, identity } = check;
  const leaf = readLeaf(check);
  const weakness = weaknessOf(leaf.der, identity.allow ?? {});
  if (weakness !== undefined) throw refused("CERTIFICATE_WEAK", server, leaf.der, weakness);
  const now = Date.now();
  if (now < leaf.x509.validFromDate.getTime() || now > leaf.x509.validToDate.getTime()) {
    const range = `${leaf.x509.validFromDate.toISOString()} to ${leaf.x509.validToDate.toISOString()}`;
    throw refused("CERTIFICATE_TIME_INVALID", server, leaf.der, `is valid from ${range} only`);
  }
  const trust = await identity.checkTrust(leaf.der);
  if (trust === "BadCertificateRevoked") throw refused("CERTIFICATE_UNTRUSTED", server, leaf.der, "is revoked by its issuer");
  if (trust !== "Good") {
    throw refused("CERTIFICATE_UNTRUSTED", server, leaf.der, `is not trusted (${trust}); put it into the trust list to accept it`);
  }
  if (!leaf.uris.includes(server.serverUri)) {
    const named = leaf.uris.join(", ") || "no ApplicationUri";
    throw refused("CERTIFICATE_URI_INVALID", server, leaf.der, `names ${named}, the ReverseHello said ${server.serverUri}`);
  }
  checkHostName(check, leaf);
}

/** RC-057: the ApplicationUri in what the server says of itself must be the one of the ReverseHello (and so of the certificate). */
export function checkApplicationUri(endpoints: readonly EndpointDescription[], server: ServerFields): void {
  const other = endpoints.map((endpoint) => endpoint.server.applicationUri ?? "").find((uri) => uri !== server.serverUri);
  if (other === undefined) return;
  throw new ReverseConnectError(
    "APPLICATION_URI_MISMATCH",
    `server at ${server.endpointUrl}: its ReverseHello said ${server.serverUri}, its endpoints say ${other || "nothing"}; the connection is not used`,
  );
}

export function thumbprintOf(certificate: Buffer): string {
  return createHash("sha1").update(leafOf(certificate)).digest("hex");
}

function leafOf(certificate: Buffer): Buffer {
  try {
    return split_der(certificate)[0] ?? certificate;
  } catch {
    return certificate;
  }
}

interface Leaf {
  readonly der: Buffer;
  readonly x509: X509Certificate;
  readonly uris: readonly string[];
  readonly dnsNames: readonly string[];
}

function readLeaf({ certificate, server }: CertificateCheck): Leaf {
  const der = leafOf(certificate);
  try {
    const x509 = new X509Certificate(der);
    const names = exploreCertificate(der).tbsCertificate.extensions?.subjectAltName;
    const list = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);
    return { der, x509, uris: list(names?.uniformResourceIdentifier), dnsNames: list(names?.dNSName) };
  } catch (error) {
    throw refused("CERTIFICATE_INVALID", server, der, `cannot be read (${messageOf(error)})`);
  }
}

function checkHostName(check: CertificateCheck, leaf: Leaf): void {
  if (check.hostNameCheck === "off") return;
  const host = hostOf(check.server.endpointUrl) ?? "";
  const local = hostname().toLowerCase();
  const wanted = isLoopback(host) || host === local ? ["localhost", "127.0.0.1", "::1", local] : [host];
  const dnsNames = leaf.dnsNames.map((name) => name.toLowerCase());
  if (wanted.some((name) => dnsNames.includes(name) || (isIP(name) !== 0 && leaf.x509.checkIP(name) !== undefined))) return;
  const named = leaf.x509.subjectAltName ?? "nothing";
  if (check.hostNameCheck === "report")
    return check.report(`certificate of ${check.server.serverUri} names ${named}, not the host ${host} of its EndpointUrl`);
  throw refused(
    "CERTIFICATE_HOST_NAME_INVALID",
    check.server,
    leaf.der,
    `does not name the host ${host} of its EndpointUrl (it names ${named})`,
  );
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\./.test(host);
}

function refused(code: ReverseConnectError["code"], server: ServerFields, der: Buffer, why: string): ReverseConnectError {
  return new ReverseConnectError(code, `certificate ${thumbprintOf(der)} of server ${server.serverUri} ${why}`);
}
