import { createHash } from "node:crypto";
import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { OPCUACertificateManager, type OPCUACertificateManagerOptions } from "node-opcua";
import {
  exploreCertificate,
  exploreCertificateRevocationList,
  readCertificateRevocationList,
  split_der,
  toPem,
} from "node-opcua-crypto";
import { keepNewest } from "./keep-newest";
import { weaknessOf, type AllowedWeakness } from "./weakness";

export interface StrictManagerOptions extends OPCUACertificateManagerOptions {
  readonly allow?: AllowedWeakness;
  /** Told why a certificate is refused that the library would have taken. */
  readonly onRefused?: (sentence: string) => void;
}

type Verify = OPCUACertificateManager["verifyCertificate"];
type Status = Awaited<ReturnType<Verify>>;
const refusal = (name: "BadCertificatePolicyCheckFailed" | "BadCertificateRevoked") => name as Status;

/** Certificates of strangers that are kept for a look: anybody can send new ones for ever. */
const MAX_REJECTED = 100;
/** A chain is no longer than this, as in the library. */
const MAX_LEVEL = 5;

/**
 * The library's certificate store, and two checks that it lacks (Part 4, 6.1.3): what is too weak for the offered policies is refused,
 * trusted or not; and what any revocation list of its issuer names is revoked, be it in trusted/crl or in issuers/crl. The library asks
 * only one of the two folders, so that an older list in one hides a newer one in the other.
 */
export class StrictCertificateManager extends OPCUACertificateManager {
  private readonly allow: AllowedWeakness;
  private readonly onRefused: (sentence: string) => void;

  constructor({ allow = {}, onRefused = () => undefined, ...options }: StrictManagerOptions) {
    super(options);
    this.allow = allow;
    this.onRefused = onRefused;
  }

  /**
   * Keeps it for a look, and no more: who is not trusted is refused in any case. The library would also remember each for as long as the
   * process lives, and would take one that is trusted out of its folder, because a stranger sent it with half a chain.
   */
  override async rejectCertificate(given: Buffer | Buffer[]): Promise<void> {
    const leaf = leafOf(given);
    await writeFile(this.rejectedFile(leaf), toPem(leaf, "CERTIFICATE"));
    await keepNewest(this.rejectedFolder, MAX_REJECTED);
  }

  override async trustCertificate(given: Buffer | Buffer[]): Promise<void> {
    await super.trustCertificate(given);
    await rm(this.rejectedFile(leafOf(given)), { force: true });
  }

  private rejectedFile(certificate: Buffer): string {
    const { commonName = "unnamed" } = exploreCertificate(certificate).tbsCertificate.subject;
    const name = commonName.replace(/[^\w@.-]/g, "_").slice(0, 60);
    return join(this.rejectedFolder, `${name}[${thumbprint(certificate)}].pem`);
  }

  protected override async verifyCertificateAsync(...[certificate, options]: Parameters<Verify>): Promise<Status> {
    const status = await super.verifyCertificateAsync(certificate, options ?? {});
    // One that is not trusted yet is trusted by the caller where everybody is (--auto-accept).
    if (!["Good", "BadCertificateUntrusted"].includes(status)) return status;
    const chain = Array.isArray(certificate) ? certificate : split_der(certificate);
    return (await this.weak(chain)) ?? (await this.revoked(chain)) ?? status;
  }

  /** An authority's own signature of itself says nothing, so that its algorithm does not matter. */
  private async weak(chain: readonly Buffer[]): Promise<Status | undefined> {
    for (const [at, one] of (await this.lineOf(chain)).entries()) {
      const weakness = weaknessOf(one, at > 0 && isOwnIssuer(one) ? { ...this.allow, sha1: true } : this.allow);
      if (weakness === undefined) continue;
      this.onRefused(`certificate ${thumbprint(one)} ${weakness}`);
      return refusal("BadCertificatePolicyCheckFailed");
    }
    return undefined;
  }

  private async revoked(chain: readonly Buffer[]): Promise<Status | undefined> {
    const line = await this.lineOf(chain);
    if (line.length < 2) return undefined;
    const lists = await Promise.all([this.crlFolder, this.issuersCrlFolder].map(readLists)).then((all) => all.flat());
    for (const [at, one] of line.entries()) {
      const issuer = line[at + 1];
      if (issuer === undefined) return undefined;
      const { serialNumber } = exploreCertificate(one).tbsCertificate;
      const { subjectFingerPrint } = exploreCertificate(issuer).tbsCertificate;
      const list = lists.find(({ by, serials }) => by === subjectFingerPrint && serials.has(serialNumber));
      if (list === undefined) continue;
      this.onRefused(`certificate ${thumbprint(one)} is revoked by ${list.file}`);
      return refusal("BadCertificateRevoked");
    }
    return undefined;
  }

  /** The certificate, its issuer, and so on, as far as they are known. */
  private async lineOf([leaf, ...others]: readonly Buffer[]): Promise<Buffer[]> {
    const line = leaf === undefined ? [] : [leaf];
    for (let last = leaf; last !== undefined && line.length < MAX_LEVEL;) {
      const issuer = isOwnIssuer(last) ? undefined : ((await this.findIssuerCertificate(last)) ?? issuerAmong(others, last));
      if (issuer) line.push(issuer);
      last = issuer;
    }
    return line;
  }
}

interface RevocationList {
  readonly file: string;
  /** Fingerprint of the issuer's name, as the library makes it. */
  readonly by: string;
  readonly serials: ReadonlySet<string>;
}

/** What cannot be read is left out, as the library does. */
async function readLists(folder: string): Promise<RevocationList[]> {
  const names = await readdir(folder).catch(() => []);
  const lists = await Promise.all(
    names.map(async (name): Promise<RevocationList[]> => {
      try {
        const { tbsCertList } = exploreCertificateRevocationList(await readCertificateRevocationList(join(folder, name)));
        const serials = new Set(tbsCertList.revokedCertificates.map(({ userCertificate }) => userCertificate));
        return [{ file: join(folder, name), by: tbsCertList.issuerFingerprint, serials }];
      } catch {
        return [];
      }
    }),
  );
  return lists.flat();
}

function leafOf(given: Buffer | Buffer[]): Buffer {
  const [leaf] = Array.isArray(given) ? given : split_der(given);
  if (leaf === undefined) throw new TypeError("expected a certificate, got none");
  return leaf;
}

function isOwnIssuer(certificate: Buffer): boolean {
  const { subject, issuer } = exploreCertificate(certificate).tbsCertificate;
  return JSON.stringify(subject) === JSON.stringify(issuer);
}

function issuerAmong(chain: readonly Buffer[], certificate: Buffer): Buffer | undefined {
  const { issuer } = exploreCertificate(certificate).tbsCertificate;
  return chain.find((one) => JSON.stringify(exploreCertificate(one).tbsCertificate.subject) === JSON.stringify(issuer));
}

function thumbprint(certificate: Buffer): string {
  return createHash("sha1").update(certificate).digest("hex");
}
