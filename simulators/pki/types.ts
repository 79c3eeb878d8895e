/**
 * What is right or wrong with a certificate.
 * - `good`: issued by the test authority. `renewed`: the same holder's second one, with another key.
 * - `self-signed`: right but for its issuer, for trust lists that name certificates one by one.
 * - `expired`, `not-yet-valid`: its time. `other-uri`, `other-host`: an ApplicationUri or host names that are not the holder's.
 * - `other-authority`: issued by an authority that nobody is told to trust. `untrusted`: self-signed and in no trust list. Both have a key
 *   of their own.
 */
export const CERTIFICATE_KINDS = [
  "good",
  "renewed",
  "self-signed",
  "expired",
  "not-yet-valid",
  "other-uri",
  "other-host",
  "other-authority",
  "untrusted",
] as const;
export type CertificateKind = (typeof CERTIFICATE_KINDS)[number];

export interface CertificateRequest {
  /** "good" by default. */
  readonly kind?: CertificateKind;
  readonly applicationUri: string;
  /** DNS names and IP addresses; localhost, 127.0.0.1 and ::1 by default. */
  readonly hosts?: readonly string[];
  /** Common name; from the application URI by default. */
  readonly commonName?: string;
}

/** A certificate with its private key, in memory and as files. */
export interface TestCertificate {
  readonly kind: CertificateKind;
  /** The ApplicationUri that was asked for; a certificate of kind `other-uri` carries another. */
  readonly applicationUri: string;
  /** DER. */
  readonly certificate: Buffer;
  /** DER of the certificate and of its issuer, if it has one. */
  readonly chain: readonly Buffer[];
  /** PKCS #8 in PEM. */
  readonly privateKey: string;
  /** PEM. */
  readonly certificateFile: string;
  /** PEM, PKCS #8. */
  readonly privateKeyFile: string;
}

export interface TestAuthority {
  readonly commonName: string;
  /** DER. */
  readonly certificate: Buffer;
  /** DER; revokes nothing. */
  readonly revocationList: Buffer;
}

export interface StoreContent {
  /** Whose store it is: goes to own/. */
  readonly own?: TestCertificate;
  /** Certificates to trust one by one. */
  readonly trusted?: readonly (TestCertificate | Buffer)[];
  /** Trust what the test authority issued (it is also listed as an issuer); true by default. */
  readonly trustAuthority?: boolean;
}
