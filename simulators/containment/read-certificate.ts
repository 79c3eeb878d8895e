import { X509Certificate } from "node:crypto";
import { exploreCertificate, split_der } from "node-opcua-crypto";

/** Whether these bytes are a certificate, or a chain of them, that both OpenSSL and the library's own reader can read. */
export function readCertificate(bytes: Buffer): boolean {
  try {
    const chain = split_der(bytes);
    for (const one of chain) {
      new X509Certificate(one);
      exploreCertificate(one);
    }
    return chain.length > 0;
  } catch {
    return false;
  }
}
