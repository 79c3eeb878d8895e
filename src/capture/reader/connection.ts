import type { Message } from "../../protocol";
import type { ServiceNote } from "./services";
import type { Direction, Role } from "../../trace";

/** Something in the life of a captured connection; times in ms since the first packet of the capture. */
export type CaptureItem =
  | { readonly kind: "dial"; readonly t: number; readonly by: Role; readonly attempts: number }
  | { readonly kind: "accepted"; readonly t: number; readonly by: Role }
  | {
      readonly kind: "message";
      readonly t: number;
      readonly direction: Direction;
      readonly message: Message;
      /** Its body was not captured whole; the fields may be wrong. */
      readonly incomplete: boolean;
      /** Number of the packet that completed it. */
      readonly packet: number;
      /** By which packet the other side confirmed it: what it said before that is no answer to it. Where every message is kept. */
      readonly heard?: { readonly packet: number; readonly t: number };
    }
  /** MSG chunks without a pause, in both directions. */
  | {
      readonly kind: "run";
      readonly t: number;
      readonly until: number;
      readonly toClient: number;
      readonly toServer: number;
      readonly bytes: number;
    }
  | { readonly kind: "lost"; readonly t: number; readonly direction: Direction; readonly bytes: number }
  | {
      readonly kind: "foreign";
      readonly t: number;
      readonly direction: Direction;
      readonly bytes: number;
      readonly preview: string;
      /** Position in the stream of its sender, and why they are no message. */
      readonly offset: number;
      readonly error: string;
      readonly packet: number;
    }
  /** A message that did not come to its end; `type` are its first three bytes. */
  | { readonly kind: "partial"; readonly t: number; readonly direction: Direction; readonly bytes: number; readonly type: string }
  /** The same bytes sent again and again. */
  | {
      readonly kind: "repeated";
      readonly t: number;
      readonly until: number;
      readonly direction: Direction;
      readonly count: number;
      /** Payload of the largest packet among them. */
      readonly bytes: number;
      /** The other side confirmed the bytes in the end. */
      readonly recovered: boolean;
    }
  /** A receiver without room: window 0. */
  | { readonly kind: "full"; readonly t: number; readonly until: number; readonly by: Role }
  | { readonly kind: "close"; readonly t: number; readonly by: Role; readonly how: "fin" | "rst"; readonly packet: number }
  /** Another machine, or the peer's, refuses the packets by ICMP. */
  | { readonly kind: "icmp"; readonly t: number; readonly from: string; readonly what: string }
  /** What the services of the connection say, where they are not encrypted. */
  | {
      readonly kind: "note";
      readonly t: number;
      readonly direction: Direction;
      readonly note: ServiceNote;
      readonly packet: number;
    }
  /** What the writer of the capture noted on a packet. */
  | { readonly kind: "comment"; readonly t: number; readonly direction: Direction; readonly text: string };

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** One TCP connection that carried, or was meant to carry, OPC UA. */
export interface CapturedConnection {
  /** From 1, in order of their first packets. */
  readonly number: number;
  readonly server: Endpoint;
  readonly client: Endpoint;
  /** Undefined where the capture does not hold the beginning. */
  readonly dialer: Role | undefined;
  /** False where the capture holds the packets of one direction only. */
  readonly bothDirections: boolean;
  /** True where no message tells who is the server and a guess was made from ports. */
  readonly rolesGuessed: boolean;
  readonly interfaceName?: string;
  readonly t: number;
  /** Number of its first packet. */
  readonly packet: number;
  readonly until: number;
  readonly items: readonly CaptureItem[];
  /** Security policies of its OPN messages, without the URI's front. */
  readonly policies: readonly string[];
  /** MSG and CLO chunks under a policy other than None: their bodies cannot be read. */
  readonly encrypted: number;
  readonly messages: number;
  /** Number of the packet from which on bytes are missing or cut. */
  readonly firstLost?: number;
  /** Number of the packet from which on there were too many messages to keep them. */
  readonly firstUnkept?: number;
  /** Every message in order, where the reading was asked for it. */
  readonly every?: readonly Extract<CaptureItem, { kind: "message" }>[];
}

/** A dial at an OPC UA port that came to nothing. */
export interface FailedDial {
  readonly t: number;
  readonly packet: number;
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly attempts: number;
  readonly outcome: "refused" | "unanswered" | "icmp";
  /** Who answered by ICMP, and what. */
  readonly icmp?: { readonly from: string; readonly what: string };
}

/** What a capture says about OPC UA. */
export interface CaptureReading {
  readonly connections: readonly CapturedConnection[];
  readonly failedDials: readonly FailedDial[];
  readonly packets: number;
  /** Wall clock of the first packet in ms since 1970, where the capture keeps time. */
  readonly epoch: number | undefined;
  /** Length in ms. */
  readonly length: number;
  /** When the clock was set back: a pause across one of these is not known. */
  readonly clockJumps: readonly number[];
  /** TCP connections that carried something else. */
  readonly otherConnections: number;
  /** OPC UA connections for which there was no room any more: nothing is known of them. */
  readonly leftOut: number;
  readonly warnings: readonly string[];
}
