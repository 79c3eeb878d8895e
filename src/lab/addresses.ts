/** A side of the router: "sut" has the product under test, "us" everything that we play. */
export const SIDES = ["sut", "us"] as const;
export type Side = (typeof SIDES)[number];

export interface Addresses {
  readonly v4: string;
  readonly v6: string;
}

/** Names and addresses of one lab; those of different numbers never meet. The ranges are those of benchmarks (RFC 2544) and of nobody (RFC 4193). */
export interface Plan {
  readonly number: number;
  readonly router: string;
  readonly sut: string;
  /** Our network device in the namespace of this process; the router's two are named after their side. */
  readonly device: string;
  /** Of each host, and of the router towards it. */
  readonly host: Readonly<Record<Side, Addresses>>;
  readonly gateway: Readonly<Record<Side, Addresses>>;
  /** Where our side moves to. */
  readonly moved: Addresses;
}

/** Beginnings of all addresses of labs. */
export const PREFIXES = ["198.18.", "198.19.", "fd00:18:", "fd00:19:"] as const;

/** As many labs as a house takes; each has a byte of its own in its addresses. */
const LABS = 250;

export function planOf(number: number): Plan {
  if (!(number >= 0 && number < LABS)) throw new RangeError(`a house has labs 0 to ${LABS - 1}, not ${number}`);
  const at = (net: 18 | 19, host: number): Addresses => ({
    v4: `198.${net}.${number}.${host}`,
    v6: `fd00:${net}:${number}::${host}`,
  });
  return {
    number,
    router: `router${number}`,
    sut: `sut${number}`,
    device: `us${number}`,
    host: { us: at(18, 1), sut: at(19, 2) },
    gateway: { us: at(18, 2), sut: at(19, 1) },
    moved: at(18, 3),
  };
}

/** The network behind a side of the router, in both families. */
export function networkOf(plan: Plan, side: Side): Addresses {
  const net = side === "us" ? 18 : 19;
  return { v4: `198.${net}.${plan.number}.0/24`, v6: `fd00:${net}:${plan.number}::/64` };
}
