export { TestPki, type TestPkiOptions } from "./test-pki";
export * from "./types";
export { makeCertificate, makeRevocationList, toPem, fromPem, type CertificateFields, type Issuer } from "./x509";
