import { after } from "../../src/waiting";
import type { ReverseConnection } from "./connection";

/** Connections that nobody wanted yet. Who owns them removes one that the server closes, or that is used. */
export class HeldConnections {
  private readonly held = new Map<ReverseConnection, NodeJS.Timeout | undefined>();

  /** `expired` is told of what nobody wanted in its hold time. */
  constructor(private readonly expired: (connection: ReverseConnection) => void) {}

  get size(): number {
    return this.held.size;
  }

  /** Oldest first. */
  list(): ReverseConnection[] {
    return [...this.held.keys()];
  }

  /** Holds a connection for `holdTime` ms (Infinity: for as long as it stays); one that is held already, from now on. */
  add(connection: ReverseConnection, holdTime: number): void {
    clearTimeout(this.held.get(connection));
    this.held.set(
      connection,
      after(holdTime, () => this.expired(connection)),
    );
  }

  /** Another hold time for a connection, if it is held. */
  change(connection: ReverseConnection, holdTime: number): void {
    if (this.held.has(connection)) this.add(connection, holdTime);
  }

  remove(connection: ReverseConnection): boolean {
    clearTimeout(this.held.get(connection));
    return this.held.delete(connection);
  }
}
