import { createHash } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import type { ServerFields } from "./server-fields";
import { replaceFile } from "../pki/shared-file";

/** What one GetEndpoints told about a server; enough to open a secure session without another. */
export interface CachedServer {
  /** DER. */
  readonly certificate: Buffer;
  /** Encoded EndpointDescription[] (OPC UA Binary), kept as it came. */
  readonly endpoints: Buffer;
}

/** Server certificates by ServerUri and EndpointUrl. An entry is no trust: it is checked each time it is used. */
export interface CertificateCache {
  get(server: ServerFields): Promise<CachedServer | undefined>;
  set(server: ServerFields, entry: CachedServer): Promise<void>;
  delete(server: ServerFields): Promise<void>;
}

export class MemoryCertificateCache implements CertificateCache {
  private readonly entries = new Map<string, CachedServer>();

  async get(server: ServerFields): Promise<CachedServer | undefined> {
    return this.entries.get(keyOf(server));
  }

  async set(server: ServerFields, entry: CachedServer): Promise<void> {
    this.entries.set(keyOf(server), entry);
  }

  async delete(server: ServerFields): Promise<void> {
    this.entries.delete(keyOf(server));
  }
}

/** The same in a folder, one JSON file per server; a file that cannot be read counts as absent. */
export class FolderCertificateCache implements CertificateCache {
  constructor(private readonly folder: string) {}

  async get(server: ServerFields): Promise<CachedServer | undefined> {
    try {
      const text = await readFile(this.file(server), "utf8");
      const entry = JSON.parse(text) as Record<"serverUri" | "endpointUrl" | "certificate" | "endpoints", string>;
      if (entry.serverUri !== server.serverUri || entry.endpointUrl !== server.endpointUrl) return undefined;
      return { certificate: Buffer.from(entry.certificate, "base64"), endpoints: Buffer.from(entry.endpoints, "base64") };
    } catch {
      return undefined;
    }
  }

  async set(server: ServerFields, entry: CachedServer): Promise<void> {
    const { serverUri, endpointUrl } = server;
    const { certificate, endpoints } = entry;
    const text = { serverUri, endpointUrl, certificate: certificate.toString("base64"), endpoints: endpoints.toString("base64") };
    // Two processes may share the folder: nobody must read half a file.
    await replaceFile(this.file(server), JSON.stringify(text, null, 2));
  }

  async delete(server: ServerFields): Promise<void> {
    await rm(this.file(server), { force: true });
  }

  private file(server: ServerFields): string {
    return path.join(this.folder, `${createHash("sha256").update(keyOf(server)).digest("hex").slice(0, 32)}.json`);
  }
}

function keyOf(server: ServerFields): string {
  return JSON.stringify([server.serverUri, server.endpointUrl]);
}
