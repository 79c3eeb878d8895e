import { EmbeddedLinks } from "./embedded";
import { ExternalLinks } from "./external";
import type { LinkFactory } from "./types";

export * from "./types";
export * from "./errors";
export { ExternalLinks } from "./external";
export { createRelayed, type RelayChanges } from "./relay";

/** Links through the embedded proxy, or through the real Toxiproxy at `toxiproxyUrl`. */
export function createLinks(options: { readonly seed: string; readonly toxiproxyUrl?: string | undefined }): LinkFactory {
  return options.toxiproxyUrl ? new ExternalLinks(options.toxiproxyUrl, options.seed) : new EmbeddedLinks(options.seed);
}
