/** What a ReverseHello said, as text. */
export interface ServerFields {
  readonly serverUri: string;
  readonly endpointUrl: string;
}

/** Conditions on a ReverseHello; all that are given must hold, none given means any server. */
export interface ConnectionFilter {
  readonly serverUri?: string;
  readonly endpointUrl?: string;
}
