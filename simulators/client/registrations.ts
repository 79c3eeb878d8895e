import type { ConnectionFilter, ServerFields } from "./server-fields";

/** Claims of open sessions come first, then exact registrations, then those for any server; inside a rank the oldest. */
export type Rank = "claim" | "exact" | "any";

export interface Registration<C> {
  readonly rank: Rank;
  readonly filter: ConnectionFilter;
  readonly once: boolean;
  deliver(connection: C): void;
}

const ORDER: readonly Rank[] = ["claim", "exact", "any"];

/** Who wants which server. Adding and removing touches nothing but the entry itself (UA-.NETStandard issue 3985). */
export class Registrations<C extends ServerFields> {
  private readonly ranks: Record<Rank, Set<Registration<C>>> = { claim: new Set(), exact: new Set(), any: new Set() };

  constructor(private readonly matches: (filter: ConnectionFilter, server: ServerFields) => boolean) {}

  /** Returns the function that takes it out again. */
  add(entry: Registration<C>): () => void {
    this.ranks[entry.rank].add(entry);
    return () => void this.ranks[entry.rank].delete(entry);
  }

  has(entry: Registration<C>): boolean {
    return this.ranks[entry.rank].has(entry);
  }

  /** The registration that a server's connection goes to; one that is for once is taken out. */
  take(server: ServerFields, ranks: readonly Rank[] = ORDER): Registration<C> | undefined {
    for (const rank of ranks) {
      for (const entry of this.ranks[rank]) {
        if (!this.matches(entry.filter, server)) continue;
        if (entry.once) this.ranks[rank].delete(entry);
        return entry;
      }
    }
    return undefined;
  }
}
