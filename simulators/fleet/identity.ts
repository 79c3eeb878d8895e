import type { TestPki } from "../pki";
import type { FleetIdentity } from "./types";

/**
 * Certificates of a fleet: `own`: each server has one, with its ApplicationUri; `shared`: all have one, with the ApplicationUri `shared`,
 * for clients that trust certificates one by one. The test authority issues them; an impostor's is signed by itself.
 */
export async function fleetIdentity(pki: TestPki, shared?: string): Promise<FleetIdentity> {
  const [good, bad] = await Promise.all([pki.maker("good"), pki.maker("untrusted")]);
  const made = new Map<string, Buffer>();
  return {
    privateKey: good.privateKey,
    certificate({ applicationUri, host, trusted }) {
      const maker = trusted ? good : bad;
      const hosts = [...new Set([host, "localhost", "127.0.0.1", "::1"])];
      if (shared === undefined) return maker.make(applicationUri, hosts);
      const key = `${trusted} ${host}`;
      const certificate = made.get(key) ?? maker.make(shared, hosts);
      made.set(key, certificate);
      return certificate;
    },
  };
}
