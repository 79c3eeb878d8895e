import type { Role } from "../../trace";
import type { CaptureItem } from "./connection";
import type { ServiceNote } from "./services";
import type { Said } from "./said";
import type { Side } from "./types";

/** A {@link CaptureItem} before it is known which side is the server. */
export type RawItem = { -readonly [K in keyof AnyItem]: AnyItem[K] } & { side: Side };
interface AnyItem {
  kind: CaptureItem["kind"];
  t: number;
  until?: number;
  said?: Said;
  /** Chunks by side, for runs; attempts and counts in the first place. */
  counts?: [number, number];
  bytes?: number;
  how?: "fin" | "rst";
  text?: string;
  from?: string;
  note?: ServiceNote;
  packet?: number;
  recovered?: boolean;
  heard?: { readonly packet: number; readonly t: number };
}

/** What is kept of a connection that has ended. */
export interface Told {
  readonly t: number;
  readonly until: number;
  readonly firstPacket: number;
  readonly items: RawItem[];
  /** Every message, where they are kept. */
  readonly every: RawItem[] | undefined;
  readonly dialer: Side | undefined;
  readonly isOpcUa: boolean;
  readonly isSilent: boolean;
  readonly accepted: boolean;
  readonly bothDirections: boolean;
  readonly messages: number;
  readonly secured: number;
  readonly policies: readonly string[];
  readonly roles: readonly [Role | undefined, Role | undefined];
  /** Number of the packet from which on bytes are missing, or cut by the snapshot length. */
  readonly firstLost: number;
  /** Number of the packet from which on not everything was kept any more. */
  readonly firstUnkept: number;
}

export function other(side: Side): Side {
  return side === 0 ? 1 : 0;
}
