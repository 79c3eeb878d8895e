import { EmbeddedLinks } from "./embedded";
import { ExternalLinks } from "./external";
import type { Lab } from "../../lab";
import { LabLinks } from "./lab";
import type { LinkFactory } from "./types";

export * from "./types";
export * from "./errors";
export { ExternalLinks } from "./external";
export { TAP_KEEP_ALIVE } from "./lab";
export { changesFor, createRelayed, type RelayChanges } from "./relay";
export interface LinkOptions {
  readonly seed: string;
  readonly toxiproxyUrl?: string | undefined;
  readonly lab?: Promise<Lab> | undefined;
}

/** Links through the lab, or through the real Toxiproxy at `toxiproxyUrl`, or else through the embedded proxy. */
export function createLinks(options: LinkOptions): LinkFactory {
  if (options.lab) return new LabLinks(options.lab, options.seed);
  return options.toxiproxyUrl ? new ExternalLinks(options.toxiproxyUrl, options.seed) : new EmbeddedLinks(options.seed);
}
