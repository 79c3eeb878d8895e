import type { ChannelSecurity } from "../../../simulators/adopted";
import type { PlaceholderValues, SutDescription } from "../sut";
import { NotApplicableError } from "./types";

export type SecurityChoice = Omit<ChannelSecurity, "serverCertificate">;

/** `its security`: what a scenario asks for that is about no policy of its own, any that the product offers. */
export type SecurityWish = SecurityChoice | "offered";

const USUAL: SecurityChoice = { policy: "Basic256Sha256", mode: "SignAndEncrypt" };
/** In the order in which they are taken. */
const POLICIES = [USUAL.policy, "Aes128_Sha256_RsaOaep", "Aes256_Sha256_RsaPss"] as const;
const MODES = [USUAL.mode, "Sign"] as const;

/** Where any will do: the usual policy and mode, unless the description states others only. `checkOffer` refuses what our side does not speak. */
export function choiceOf(wish: SecurityWish, { security: { policies, modes } }: SutDescription): SecurityChoice {
  if (wish !== "offered") return wish;
  return {
    policy: POLICIES.find((policy) => policies.includes(policy)) ?? USUAL.policy,
    mode: MODES.find((mode) => modes.includes(mode)) ?? USUAL.mode,
  };
}

/** Throws NotApplicableError for a policy or mode that the description does not offer. One that states no policy offers what is asked for. */
export function checkOffer({ name, security: { policies, modes } }: SutDescription, values: PlaceholderValues): void {
  const { securityPolicy: policy, securityMode: mode } = values;
  if (typeof policy === "string" && policies.length > 0 && !policies.includes(policy))
    throw new NotApplicableError(`${name} offers no ${policy} (security.policies)`);
  if (typeof mode === "string" && modes.length > 0 && !(modes as readonly string[]).includes(mode))
    throw new NotApplicableError(`${name} offers no ${mode} (security.modes)`);
}
