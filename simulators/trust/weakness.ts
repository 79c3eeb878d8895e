import { X509Certificate } from "node:crypto";
import { exploreCertificate } from "node-opcua-crypto";

/** What is taken all the same, since somebody said so. Nothing by default. */
export interface AllowedWeakness {
  /** RSA keys under 2048 bits. */
  readonly shortKeys?: boolean;
  /** Signatures with SHA-1 or MD5. */
  readonly sha1?: boolean;
}

/** Part 7: the least that Basic256Sha256, Aes128_Sha256_RsaOaep and Aes256_Sha256_RsaPss allow; the policies that allow less are not offered. */
const LEAST_BITS = 2048;

/**
 * Why a certificate (DER) is too weak for the security policies that are offered, with the option that allows it; undefined: it is not.
 * Throws what the readers of certificates throw for bytes that are not a certificate.
 */
export function weaknessOf(der: Buffer, allowed: AllowedWeakness): string | undefined {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = new X509Certificate(der).publicKey;
  const bits = details?.modulusLength;
  if (!allowed.shortKeys && type?.startsWith("rsa") && bits !== undefined && bits < LEAST_BITS)
    return `has an RSA key of ${bits} bits, and ${LEAST_BITS} are the least; renew it, or allow it with --allow-short-keys`;
  const algorithm = exploreCertificate(der).signatureAlgorithm.identifier;
  if (!allowed.sha1 && /sha-?1(?!\d)|md[245]/i.test(algorithm))
    return `is signed with ${algorithm}, and SHA-256 is the least; renew it, or allow it with --allow-sha1`;
  return undefined;
}
