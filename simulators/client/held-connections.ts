import { after } from "../../src/waiting";
import type { ReverseConnection } from "./connection";

/** Connections that nobody wanted yet. One that the server closes, or that is used, leaves by itself. */
export class HeldConnections {
  private readonly held = new Map<ReverseConnection, NodeJS.Timeout | undefined>();

  get size(): number {
    return this.held.size;
  }

  /** Oldest first. */
  list(): ReverseConnection[] {
    return [...this.held.keys()];
  }

  /** Holds a connection for `holdTime` ms (Infinity: forever), then calls `expired`. */
  add(connection: ReverseConnection, holdTime: number, expired: () => void): void {
    this.held.set(connection, after(holdTime, expired));
    connection.onLeft(() => this.remove(connection));
  }

  /** Starts the hold time of a connection that was parked without one. */
  expireIn(connection: ReverseConnection, holdTime: number, expired: () => void): void {
    if (!this.held.has(connection)) return;
    clearTimeout(this.held.get(connection));
    this.held.set(connection, after(holdTime, expired));
  }

  /** Holds a connection that is held for as long as it stays. */
  keep(connection: ReverseConnection): void {
    if (!this.held.has(connection)) return;
    clearTimeout(this.held.get(connection));
    this.held.set(connection, undefined);
  }

  remove(connection: ReverseConnection): boolean {
    clearTimeout(this.held.get(connection));
    return this.held.delete(connection);
  }
}
