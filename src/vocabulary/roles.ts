/** The two ends of a link. In Reverse Connect the server dials and sends ReverseHello, the client listens. */
export const ROLES = ["server", "client"] as const;
export type Role = (typeof ROLES)[number];

/** Where bytes travel. */
export const DIRECTIONS = ["to-client", "to-server"] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** What a product plays, by the word in `role:` of its `sut.yaml`. The ends of a link stay two, whatever a product is. */
export const SUT_ROLES = { server: ["server"], client: ["client"], both: ROLES } as const satisfies Record<string, readonly Role[]>;
export type SutRole = keyof typeof SUT_ROLES;

export function rolesOf(sut: SutRole): readonly Role[] {
  return SUT_ROLES[sut];
}

/** The role of a product that has one only. */
export function onlyRoleOf(sut: SutRole): Role | undefined {
  const [role, ...more] = rolesOf(sut);
  return more.length === 0 ? role : undefined;
}

/** What plays these and no other. */
export function sutRoleOf(roles: readonly Role[]): SutRole {
  return roles.length === 1 && roles[0] ? roles[0] : "both";
}

export function otherRole(role: Role): Role {
  return role === "server" ? "client" : "server";
}

/** Direction of what this role sends. */
export function directionFrom(sender: Role): Direction {
  return `to-${otherRole(sender)}`;
}

/** The sender of what travels in this direction. */
export function senderOf(direction: Direction): Role {
  return direction === "to-client" ? "server" : "client";
}
