export { TestPki } from "./test-pki";
export { StrictCertificateManager } from "./strict-manager";
export * from "./types";
export { weaknessOf, type AllowedWeakness } from "./weakness";
export { makeCertificate, toPem } from "./x509";
