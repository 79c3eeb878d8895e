import { claimOf, type Role } from "../../vocabulary";
import type { SutDescription } from "./types";

/** A capability is claimed by an argument group of that name, by a timing that is stated, by security policies, by name, or unless it lacks. */
export function claims(sut: SutDescription, facts: { readonly roles: readonly Role[] }, capability: string): boolean {
  const claim = claimOf(capability);
  if (claim === "link" || sut.capabilities.has(capability)) return true;
  if (claim === "usual") return !sut.lacks.has(capability);
  if (typeof claim === "object") return sut.statedTiming.has(claim.timing);
  // A SUT that runs already has no argument groups; what security it was started with is stated.
  if (claim === "security" && facts.roles.some((role) => sut.attach[role])) return sut.security.policies.length > 0;
  return facts.roles.some((role) => capability in (sut.start[role]?.options ?? {}));
}
