import { X509Certificate } from "node:crypto";
import type { Checkup } from "./checkup";

/** What a client would object to in a server's certificate (DER); trust is the client's own matter. */
export function checkCertificate(der: Buffer | null | undefined, serverUri: string, now: Date, checkup: Checkup): void {
  if (!der || der.length === 0) {
    checkup.doubtful("GetEndpoints shows no certificate", "without one only SecurityPolicy None can be used");
    return;
  }
  const certificate = new X509Certificate(der);
  const name = certificate.subject.replaceAll("\n", ", ");
  const [from, to] = [new Date(certificate.validFrom), new Date(certificate.validTo)];
  if (now > to) checkup.bad(`the certificate of ${name} expired at ${to.toISOString()}`, "renew it; clients refuse it");
  else if (now < from)
    checkup.bad(`the certificate of ${name} is valid from ${from.toISOString()} only`, "correct the clock, here or at the server");
  else checkup.good(`certificate of ${name}, valid until ${to.toISOString().slice(0, 10)}`);
  const uris = [...(certificate.subjectAltName ?? "").matchAll(/URI:("[^"]*"|[^,]*)/g)].map((match) =>
    (match[1] ?? "").replaceAll('"', ""),
  );
  if (!uris.includes(serverUri))
    checkup.bad(
      `the certificate names ${uris[0] ?? "no application URI"}, the ReverseHello ${serverUri}`,
      "make a new certificate with the server's ApplicationUri; otherwise secure connections fail",
    );
}
