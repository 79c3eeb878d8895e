import type { FaultEvent } from "../trace";

/** One choice that a fault made. There is no time in it: the same seed and the same peer behaviour give the same list. */
export interface Decision extends Omit<FaultEvent, "kind" | "link" | "connection"> {
  readonly proxy: string;
  readonly connection: number;
}

/** Keeps decisions in memory up to a limit; what came after is counted, and said. */
export class DecisionLog {
  private readonly list: Decision[] = [];
  private lost = 0;

  constructor(private readonly limit = 200_000) {}

  add(decision: Decision): void {
    if (this.list.length < this.limit) this.list.push(decision);
    else this.lost += 1;
  }

  /** In the order of proxy, connection and direction; inside one direction as they were made. */
  get sorted(): readonly Decision[] {
    return [...this.list].sort(
      (a, b) => compare(a.proxy, b.proxy) || a.connection - b.connection || compare(a.direction ?? "", b.direction ?? ""),
    );
  }

  clear(): void {
    this.list.length = 0;
    this.lost = 0;
  }

  toNdjson(): string {
    const lines = this.sorted.map((decision) => JSON.stringify(decision));
    if (this.lost > 0) lines.push(JSON.stringify({ lost: this.lost }));
    return lines.map((line) => `${line}\n`).join("");
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
