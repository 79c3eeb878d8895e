/** Flags of `simulate rejecting-client` as commander gives them. */
export interface RejectingClientFlags {
  readonly listen?: readonly string[];
  readonly code?: string;
  readonly reason?: string;
  readonly serverUri?: readonly string[];
  readonly serverUrl?: readonly string[];
  readonly times?: string;
  readonly kind?: string;
  readonly logLevel?: string;
  readonly logFormat?: string;
}

export const REJECTING_KINDS = ["error", "silent", "close", "close-at-accept", "reset", "reset-at-accept", "acknowledge"] as const;

/** Flags of `simulate non-upgraded-peer` as commander gives them. */
export interface NonUpgradedPeerFlags {
  readonly listen?: readonly string[];
  readonly kind?: string;
  readonly pki?: string;
  readonly logLevel?: string;
  readonly logFormat?: string;
}
