/** The network between the peers does not do what it was told: the fault is ours, never the SUT's. */
export class LinkError extends Error {
  readonly code = "LINK";
  override readonly name = "LinkError";
  constructor(link: string, what: string) {
    super(`the link ${link} ${what}`);
  }
}
