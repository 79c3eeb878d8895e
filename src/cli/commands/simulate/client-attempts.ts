import { createHash } from "node:crypto";
import type { ReverseConnection } from "../../../../simulators/client";

/** An attempt at a session. It is given up when a newer one needs its place. */
export interface Attempt {
  /** The server that is claimed. */
  readonly serverUri: string;
  /** Without port. */
  readonly address: string;
  readonly since: number;
  readonly abort: AbortController;
  /** The address had a session before. */
  readonly known: boolean;
}

/** At one time; whoever comes over a limit takes the place of the oldest of the same kind. */
const LIMITS = { perServer: 8, perAddress: 32, all: 64 } as const;
/** An attempt has this long for itself, in ms: a server that is there answers Hello at once. */
export const YOUNG = 100;
/** Addresses and servers that are remembered; the one that was not heard of for longest goes. */
const REMEMBERED = 1000;

/** What runs at one time, and who may begin. Bounded whatever strangers do. */
export class Attempts {
  private readonly running = new Set<Attempt>();
  private readonly knownAddresses = new Bounded<true>();

  /** Begins one; undefined: all places are taken by attempts that have just begun. */
  begin({ serverUri, remoteAddress }: ReverseConnection, now: number): Attempt | undefined {
    const address = addressOf(remoteAddress);
    const groups: readonly [number, (attempt: Attempt) => boolean][] = [
      [LIMITS.perServer, (one) => one.serverUri === serverUri],
      [LIMITS.perAddress, (one) => one.address === address],
      [LIMITS.all, () => true],
    ];
    for (const [limit, same] of groups) {
      const [rivals, oldest] = this.oldestOf(same);
      if (rivals < limit) continue;
      if (!oldest || now - oldest.since < YOUNG) return undefined;
      this.running.delete(oldest);
      oldest.abort.abort(new Error("given up for a newer connection"));
    }
    const attempt = { serverUri, address, since: now, abort: new AbortController(), known: this.isKnown(remoteAddress) };
    this.running.add(attempt);
    return attempt;
  }

  end(attempt: Attempt): void {
    this.running.delete(attempt);
  }

  /** Its session is open: others that claim to be this server are given up. */
  won(attempt: Attempt): void {
    this.end(attempt);
    this.knownAddresses.set(attempt.address, true);
  }

  /** Attempts at this server that have not ended. */
  at(serverUri: string): readonly Attempt[] {
    return [...this.running].filter((one) => one.serverUri === serverUri);
  }

  isKnown(remoteAddress: string): boolean {
    return this.knownAddresses.get(addressOf(remoteAddress)) ?? false;
  }

  /** How many there are, and the oldest: of strangers, if any. */
  private oldestOf(same: (attempt: Attempt) => boolean): [number, Attempt | undefined] {
    const rivals = [...this.running].filter(same);
    return [rivals.length, rivals.find(({ known }) => !known) ?? rivals[0]];
  }
}

/** Failures in a row. Keys are what strangers say, so they are kept as hashes, and not more than a thousand. */
export class Failures {
  private readonly counts = new Bounded<number>();

  of(connection: ReverseConnection): number {
    return this.counts.get(keyOf(connection)) ?? 0;
  }

  add(connection: ReverseConnection): void {
    this.counts.set(keyOf(connection), this.of(connection) + 1);
  }

  clear(connection: ReverseConnection): void {
    this.counts.delete(keyOf(connection));
  }
}

class Bounded<V> extends Map<string, V> {
  override set(key: string, value: V): this {
    this.delete(key);
    super.set(key, value);
    const [oldest] = this.keys();
    if (this.size > REMEMBERED && oldest !== undefined) this.delete(oldest);
    return this;
  }
}

function keyOf({ serverUri, endpointUrl, remoteAddress }: ReverseConnection): string {
  return createHash("sha256")
    .update(`${addressOf(remoteAddress)}\n${serverUri}\n${endpointUrl}`)
    .digest("base64");
}

function addressOf(remoteAddress: string): string {
  return remoteAddress.replace(/:\d+$/, "");
}
