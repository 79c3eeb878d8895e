import type { PlaceholderValues, SutDescription } from "../sut";
import { NotApplicableError } from "./types";

/** Throws NotApplicableError for a policy or mode that the description does not offer. One that states no policy offers what is asked for. */
export function checkOffer({ name, security: { policies, modes } }: SutDescription, values: PlaceholderValues): void {
  const { securityPolicy: policy, securityMode: mode } = values;
  if (typeof policy === "string" && policies.length > 0 && !policies.includes(policy))
    throw new NotApplicableError(`${name} offers no ${policy} (security.policies)`);
  if (typeof mode === "string" && modes.length > 0 && !(modes as readonly string[]).includes(mode))
    throw new NotApplicableError(`${name} offers no ${mode} (security.modes)`);
}
