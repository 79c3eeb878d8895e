import { UsageError } from "../../io";

/** Security policies that both reference peers know, by the last part of their URI. */
export const POLICIES = ["None", "Basic256Sha256", "Aes128_Sha256_RsaOaep", "Aes256_Sha256_RsaPss"] as const;
export const MODES = ["None", "Sign", "SignAndEncrypt"] as const;

export interface SecurityChoice {
  readonly policy: (typeof POLICIES)[number];
  /** Undefined: every mode of the policy. */
  readonly mode?: (typeof MODES)[number];
}

/** `None`, `Basic256Sha256` or `Basic256Sha256:SignAndEncrypt`. Throws UsageError. */
export function parseSecurity(value: string): SecurityChoice {
  const [name, modeName, ...rest] = value.split(":");
  const policy = POLICIES.find((one) => one === name);
  const mode = MODES.find((one) => one === modeName);
  const fits = rest.length === 0 && (modeName === undefined || (mode !== undefined && (mode === "None") === (policy === "None")));
  if (policy === undefined || !fits)
    throw new UsageError(
      `--security: expected None or POLICY[:MODE] with POLICY one of ${POLICIES.slice(1).join(", ")} and MODE Sign or SignAndEncrypt; got ${JSON.stringify(value)}`,
    );
  return { policy, ...(mode !== undefined && { mode }) };
}
