import type { Fault } from "../scenario";

/** Something in a capture that may be the fault that people look for. */
export interface Suspect {
  /** Number of the connection in the capture. */
  readonly connection?: number;
  /** Ms since the capture began. */
  readonly t: number;
  /** One sentence. */
  readonly what: string;
  /** What makes it happen again, by the proxy or by the router of the lab; absent where neither can. */
  readonly fault?: Fault;
  /** Rank, no probability: 100 is written in the capture, under 50 is ordinary behaviour more often than a fault. */
  readonly weight: number;
  /** What ended or spoiled the connection, and by whom: its end is a consequence of that. */
  readonly cause?: true;
  /** The same thing on several connections has the same key. */
  readonly key?: string;
  /** A fault that is like it: to try, not to draft. */
  readonly alike?: Fault;
}

/** The rank in a word. */
export function sureness({ weight }: Suspect): "recorded" | "likely" | "possible" | "unlikely" {
  if (weight >= 100) return "recorded";
  return weight >= 70 ? "likely" : weight >= 50 ? "possible" : "unlikely";
}
