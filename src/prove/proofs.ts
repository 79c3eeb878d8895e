import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { MAX_STRING_BYTES } from "../protocol";
import type { ConnectRule } from "../proxy";
import { packageRoot } from "../files";
import type { RelayChanges, ToxicSpec } from "../suite/link";
import type { Role } from "../trace";

/** One change, as fixtures/proofs.yaml has it: `says`, `hears`, `toxic` or `dials`, and attributes. */
export type Change = Readonly<Record<string, string | number | boolean>>;

/** How a requirement is broken on the wire (changes, or lists of them of which any will do), or why it cannot be. */
export type Proof = readonly Change[] | readonly (readonly Change[])[] | { readonly none: string };

export type Proofs = Readonly<Record<Role, Readonly<Record<string, Proof>>>>;

/** Longer than a text of the connection protocol may be (Part 6, 7.1.2.3 to 7.1.2.6): LONG in the file. */
const LONG = "x".repeat(MAX_STRING_BYTES + 904);

/** What breaks nothing: two segments, a slow network, TCP's other cuts. */
export const NEUTRAL: Readonly<Record<string, readonly Change[]>> = {
  "two segments": [
    { toxic: "slicer", average_size: 40, size_variation: 0, delay: 0 },
    { toxic: "slicer", on: "hears", average_size: 40, size_variation: 0, delay: 0 },
  ],
  "60 ms of delay": [
    { toxic: "latency", latency: 60 },
    { toxic: "latency", on: "hears", latency: 60 },
  ],
  "other cuts": [
    { toxic: "slicer", average_size: 7, size_variation: 3, delay: 0 },
    { toxic: "slicer", on: "hears", average_size: 7, size_variation: 3, delay: 0 },
  ],
};

export async function loadProofs(): Promise<Proofs> {
  return parse(await readFile(join(packageRoot(), "fixtures", "proofs.yaml"), "utf8")) as Proofs;
}

/** The relay of a SUT in a role that makes these changes. */
export function relayOf(role: Role, changes: readonly Change[]): RelayChanges {
  const toxics: ToxicSpec[] = [];
  const dials: ConnectRule[] = [];
  for (const [index, change] of changes.entries()) {
    if (change["also"] !== undefined) continue;
    const { dials: mode, link, ...rest } = change;
    const where = link === undefined ? {} : { link: Number(link) };
    if (mode === undefined) toxics.push({ ...toxicOf(role, rest, `proof-${index + 1}`), ...where });
    else dials.push({ ...({ mode, ...rest } as unknown as ConnectRule), ...where });
  }
  return { toxics, dials };
}

function toxicOf(role: Role, { says, hears, toxic, on, ...attributes }: Change, name: string): ToxicSpec {
  const message = says ?? hears;
  const isSaid = hears === undefined && on !== "hears";
  // "upstream" is what the dialing side, the server, writes.
  const stream = isSaid === (role === "server") ? "upstream" : "downstream";
  const long = Object.fromEntries(
    Object.entries(attributes).flatMap(([key, value]) =>
      typeof value === "string" && value.includes("LONG") ? [[key, value.replace("LONG", LONG)]] : [],
    ),
  );
  if (message === undefined) return { name, type: String(toxic), stream, attributes };
  return { name, type: "opcua_message", stream, attributes: { ...attributes, ...long, message } };
}

/** Requirements that whoever does this breaks too. */
export function alsoOf(changes: readonly Change[]): string[] {
  return changes.flatMap(({ also }) => (also === undefined ? [] : [String(also)]));
}

/** In words, for reports: `says MSG: drop, every 4`. */
export function describeChanges(changes: readonly Change[]): string {
  return changes
    .filter(({ also }) => also === undefined)
    .map(describe)
    .join("; ");
}

function describe(change: Change): string {
  const { says, hears, toxic, dials, action, ...rest } = change;
  const who = says ? `the product's ${says}` : hears ? `${hears} to the product` : toxic ? `${toxic}` : `connections`;
  const details = Object.entries(rest).map(([key, value]) => `${key} ${String(value).replace("LONG", "x… (5000 bytes)")}`);
  return `${who}: ${[action ?? dials, ...details].filter((text) => text !== undefined).join(", ")}`;
}
