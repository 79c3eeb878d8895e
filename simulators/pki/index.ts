export { TestPki } from "./test-pki";
export * from "./types";
export { makeCertificate, toPem } from "./x509";
