interface KindRow {
  readonly name: string;
  readonly doc: string;
  /** Nobody is to serve it; under a load it starts when the flood does. */
  readonly hostile?: true;
}

/** What the servers of a fleet may be (simulators/fleet/kinds). */
const ROWS = [
  { name: "good", doc: "does all as the reference server does" },
  { name: "slow", doc: "says its ReverseHello piece by piece and answers each request late (`delay`, 1s)" },
  { name: "duplicate", doc: "a copy of a good one, names and all, as a cloned machine is; its session counts as that one's" },
  { name: "silent", doc: "dials and never says ReverseHello", hostile: true },
  {
    name: "rejecting",
    doc: "answers every Hello with an Error message (`code`, BadTcpEndpointUrlInvalid)",
    hostile: true,
  },
  { name: "flapping", doc: "drops its waiting connection and dials again, forever (`period`, 1s)", hostile: true },
  { name: "impostor", doc: "says the names of a good one, and has a certificate that nobody trusts", hostile: true },
] as const satisfies readonly KindRow[];

export type FleetKindName = (typeof ROWS)[number]["name"];
export const FLEET_KINDS: readonly (KindRow & { readonly name: FleetKindName })[] = ROWS;

export function isHostile(name: FleetKindName): boolean {
  return FLEET_KINDS.some((kind) => kind.name === name && kind.hostile);
}
