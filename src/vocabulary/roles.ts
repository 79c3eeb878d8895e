/** The two ends of a link. In Reverse Connect the server dials and sends ReverseHello, the client listens. */
export const ROLES = ["server", "client"] as const;
export type Role = (typeof ROLES)[number];

/** Where bytes travel. */
export const DIRECTIONS = ["to-client", "to-server"] as const;
export type Direction = (typeof DIRECTIONS)[number];

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
