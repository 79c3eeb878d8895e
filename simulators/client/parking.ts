import type { ConnectionFilter, ServerFields } from "./server-fields";
import type { ReverseConnection } from "./connection";
import type { HeldConnections } from "./held-connections";

/**
 * A server with an open session keeps one more connection waiting (RC-031). It is the session's way back after a loss, so it
 * is kept without a time limit; refusing it would send the server into its suspension (RC-029: may be saved for later).
 */
export class Parking {
  private readonly places = new Map<ConnectionFilter, ReverseConnection | undefined>();
  private readonly parked = new Set<ReverseConnection>();

  constructor(
    private readonly held: HeldConnections,
    private readonly matches: (filter: ConnectionFilter, server: ServerFields) => boolean,
    /** Offers a connection that has no place any more to whoever wants it. */
    private readonly release: (connection: ReverseConnection) => void,
    /** Gives a connection that a newer one took the place of its hold time. */
    private readonly expire: (connection: ReverseConnection) => void,
  ) {}

  /** Makes a place for a server's waiting connection; returns the function that takes the place away. */
  reserve(filter: ConnectionFilter): () => void {
    const place = { ...filter };
    // The server may have dialed again before; the newest of what nobody wanted is as good as the next.
    const there = this.held.list().findLast((connection) => this.matches(place, connection) && !this.isParked(connection));
    if (there) this.held.change(there, Infinity);
    this.put(place, there);
    return () => {
      const parked = this.places.get(place);
      this.put(place, undefined);
      this.places.delete(place);
      if (parked) this.release(parked);
    };
  }

  /** Takes a connection that a place is reserved for; an older one in the place gives way. */
  park(connection: ReverseConnection): boolean {
    for (const [place, earlier] of this.places) {
      if (!this.matches(place, connection)) continue;
      this.put(place, connection);
      this.held.add(connection, Infinity);
      if (earlier) this.expire(earlier);
      return true;
    }
    return false;
  }

  isParked(connection: ReverseConnection): boolean {
    return this.parked.has(connection);
  }

  private put(place: ConnectionFilter, connection: ReverseConnection | undefined): void {
    const earlier = this.places.get(place);
    if (earlier) this.parked.delete(earlier);
    if (connection) this.parked.add(connection);
    this.places.set(place, connection);
  }
}
