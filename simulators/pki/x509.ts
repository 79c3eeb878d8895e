import { createHash, createPublicKey, randomBytes, sign, type KeyObject } from "node:crypto";
import { isIPv4, isIPv6 } from "node:net";
import { bits, boolean, explicit, implicit, integer, nul, octets, oid, sequence, set, time, utf8 } from "./der";

export interface CertificateFields {
  readonly commonName: string;
  /** OPC UA ApplicationUri, in subjectAltName (Part 6, 6.2.2). Absent in an authority's certificate. */
  readonly applicationUri?: string;
  /** DNS names and IP addresses, in subjectAltName. */
  readonly hosts?: readonly string[];
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Key of the holder. */
  readonly key: KeyObject;
  /** Who signs; the holder itself when absent. */
  readonly issuer?: Issuer;
  /** An authority may sign certificates and revocation lists. */
  readonly authority?: boolean;
  /** Of the signature; SHA-1 is too weak on purpose. */
  readonly digest?: Digest;
}

type Digest = "sha256" | "sha1";

export interface Issuer {
  readonly commonName: string;
  readonly key: KeyObject;
}

const WITH_RSA: Readonly<Record<Digest, string>> = { sha256: "1.2.840.113549.1.1.11", sha1: "1.2.840.113549.1.1.5" };

/** An X.509 v3 certificate in DER, signed with RSA. Dates, names and URI may be as wrong as a test needs them. */
export function makeCertificate(fields: CertificateFields): Buffer {
  const issuer = fields.issuer ?? fields;
  const body = sequence(
    explicit(0, integer(2)),
    integer(serialNumber()),
    algorithm(fields.digest),
    name(issuer.commonName),
    sequence(time(fields.notBefore), time(fields.notAfter)),
    name(fields.commonName),
    publicKey(fields.key),
    explicit(3, sequence(...extensions(fields, issuer.key))),
  );
  return signed(body, issuer.key, fields.digest);
}

/**
 * A revocation list of the certificates with these serial numbers (big-endian), none by default: stacks that check revocation want a list
 * from every authority.
 */
export function makeRevocationList(issuer: Issuer, thisUpdate: Date, nextUpdate: Date, serials: readonly Buffer[] = []): Buffer {
  const revoked = serials.map((serial) => sequence(integer(serial), time(thisUpdate)));
  const extensionList = sequence(
    extension("2.5.29.35", false, authorityKeyId(issuer.key)),
    extension("2.5.29.20", false, integer(1)),
  );
  const body = sequence(
    integer(1),
    algorithm(),
    name(issuer.commonName),
    time(thisUpdate),
    time(nextUpdate),
    ...(revoked.length > 0 ? [sequence(...revoked)] : []),
    explicit(0, extensionList),
  );
  return signed(body, issuer.key);
}

function signed(body: Buffer, key: KeyObject, digest: Digest = "sha256"): Buffer {
  return sequence(body, algorithm(digest), bits(sign(digest, body, key)));
}

const algorithm = (digest: Digest = "sha256") => sequence(oid(WITH_RSA[digest]), nul());

function name(commonName: string): Buffer {
  return sequence(
    set(sequence(oid("2.5.4.10"), utf8("reverse-hello test certificates"))),
    set(sequence(oid("2.5.4.3"), utf8(commonName))),
  );
}

function extensions(fields: CertificateFields, issuerKey: KeyObject): Buffer[] {
  const authority = fields.authority ?? false;
  const list = [
    extension("2.5.29.19", true, authority ? sequence(boolean(true)) : sequence()),
    extension("2.5.29.15", true, keyUsage(authority, fields.issuer === undefined)),
    extension("2.5.29.14", false, octets(keyId(fields.key))),
    extension("2.5.29.35", false, authorityKeyId(issuerKey)),
  ];
  if (authority) return list;
  const [serverAuth, clientAuth] = [oid("1.3.6.1.5.5.7.3.1"), oid("1.3.6.1.5.5.7.3.2")];
  return [
    ...list,
    extension("2.5.29.37", false, sequence(serverAuth, clientAuth)),
    extension("2.5.29.17", false, alternativeNames(fields)),
  ];
}

function extension(id: string, critical: boolean, content: Buffer): Buffer {
  return sequence(oid(id), ...(critical ? [boolean(true)] : []), octets(content));
}

/** Part 6, 6.2.2: digitalSignature, nonRepudiation, keyEncipherment, dataEncipherment; keyCertSign when self-signed. */
function keyUsage(authority: boolean, selfSigned: boolean): Buffer {
  if (authority) return bits(Buffer.from([0b0000_0110]), 1);
  return selfSigned ? bits(Buffer.from([0b1111_0100]), 2) : bits(Buffer.from([0b1111_0000]), 4);
}

function alternativeNames(fields: CertificateFields): Buffer {
  const uri = fields.applicationUri === undefined ? [] : [implicit(6, Buffer.from(fields.applicationUri, "latin1"))];
  const hosts = (fields.hosts ?? []).map((host) => {
    if (isIPv4(host)) return implicit(7, Buffer.from(host.split(".").map(Number)));
    return isIPv6(host) ? implicit(7, ipv6(host)) : implicit(2, Buffer.from(host, "latin1"));
  });
  return sequence(...uri, ...hosts);
}

function ipv6(host: string): Buffer {
  const [head = "", tail] = host.split("::");
  const groups = (text: string | undefined) => (text ? text.split(":") : []);
  const [left, right] = [groups(head), groups(tail)];
  const all = [...left, ...Array.from({ length: 8 - left.length - right.length }, () => "0"), ...right];
  return Buffer.concat(all.map((group) => Buffer.from(group.padStart(4, "0"), "hex")));
}

function publicKey(key: KeyObject): Buffer {
  return createPublicKey(key).export({ type: "spki", format: "der" });
}

function keyId(key: KeyObject): Buffer {
  return createHash("sha1")
    .update(createPublicKey(key).export({ type: "pkcs1", format: "der" }))
    .digest();
}

function authorityKeyId(key: KeyObject): Buffer {
  return sequence(implicit(0, keyId(key)));
}

function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes;
}

export function toPem(der: Buffer, label: string): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}

export function fromPem(pem: string): Buffer {
  return Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ""), "base64");
}
