import type { Message } from "../protocol";
import type { Direction, Role } from "../vocabulary";

export type { Direction, Role };

export interface Stamp {
  /** Position in the trace, from 1. */
  readonly seq: number;
  /** Monotonic milliseconds since the trace began. */
  readonly t: number;
}

/**
 * Life of one TCP connection through a link, seen at one side of it.
 * - `opened`: the link has a connection on that side (the dialer's side first).
 * - `refused`: the side that was to be dialed did not take the connection.
 * - `peer-closed`: the peer on that side ended (`fin`) or reset (`rst`) its half.
 * - `closed`: the link closed that side towards the peer, by `fin` or `rst`.
 */
export interface ConnectionEvent {
  readonly kind: "connection";
  readonly link: string;
  /** Number of the connection on this link, from 1. */
  readonly connection: number;
  readonly phase: "opened" | "refused" | "peer-closed" | "closed";
  readonly side: Role;
  readonly how?: "fin" | "rst";
  readonly detail?: string;
  /** With `opened` on the side that the link dialed: the local port of its socket there. */
  readonly localPort?: number;
}

/** One whole OPC UA message, seen at one side: at the sender's side as it was sent, at the other as it was delivered. */
export interface MessageEvent {
  readonly kind: "message";
  readonly link: string;
  readonly connection: number;
  readonly direction: Direction;
  readonly side: Role;
  /** Number of the message in its direction on this side of this connection, from 1. */
  readonly number: number;
  /** Offset of its first byte in the stream of that direction and side. */
  readonly offset: number;
  readonly message: Message;
}

/** Bytes that are not a whole message: not OPC UA, undecodable, or cut off by the end of the stream. */
export interface BytesEvent {
  readonly kind: "bytes";
  readonly link: string;
  readonly connection: number;
  readonly direction: Direction;
  readonly side: Role;
  readonly offset: number;
  readonly reason: "malformed" | "raw" | "partial";
  readonly error?: string;
  readonly bytes: Buffer;
}

/** A toxic or mode that changed, or one decision of a fault about one message or byte range. */
export interface FaultEvent {
  readonly kind: "fault";
  readonly link: string;
  readonly connection?: number;
  readonly direction?: Direction;
  readonly message?: number;
  /** Offset in the sender's stream of the first byte that the fault touched, and how many. */
  readonly offset?: number;
  readonly length?: number;
  /** Name of the toxic, mode or rule. */
  readonly rule: string;
  /** What was done: "added", "removed", "drop", "delay 200 ms", … */
  readonly choice: string;
  readonly detail?: string;
}

/** A simulator or the SUT changed state (dialing, waiting, suspended, session open, exited, …). */
export interface StateEvent {
  readonly kind: "state";
  readonly actor: string;
  readonly state: string;
  readonly detail?: string;
}

/**
 * Our side breaks a rule on purpose from here on, on one connection or on all of its link: what the checkers find there on our side behind
 * this is what the scenario announced, and no defect of the suite.
 */
export interface DeliberateEvent {
  readonly kind: "deliberate";
  readonly link: string;
  /** Absent: every connection of the link. */
  readonly connection?: number;
  /** What is wrong, in words: "Hello with a size of 8191". */
  readonly what: string;
  /** What was sent and is no whole message, so that no other event shows it before the connection ends: "132 bytes of …". */
  readonly unfinished?: string;
}

/** The SUT has started, or was there already. */
export function isReady(event: TraceEvent): boolean {
  return event.kind === "state" && event.actor === "sut" && event.state === "ready";
}

export interface LogEvent {
  readonly kind: "log";
  readonly actor: string;
  readonly stream: "stdout" | "stderr" | "log";
  readonly line: string;
}

export interface StepEvent {
  readonly kind: "step";
  readonly text: string;
}

export type TraceEventBody =
  ConnectionEvent | MessageEvent | BytesEvent | FaultEvent | DeliberateEvent | StateEvent | LogEvent | StepEvent;
export type TraceEvent = TraceEventBody & Stamp;

/** A run of bytes as one socket read or write, for captures. `faults` says which rules touched it, and why. */
export interface DataSegment {
  readonly link: string;
  readonly connection: number;
  readonly direction: Direction;
  readonly side: Role;
  readonly bytes: Buffer;
  readonly faults?: readonly string[];
}

/** What a link (the fault proxy, a raw peer) reports to. Implementations must not throw and must not keep the caller waiting. */
export interface LinkObserver {
  /** True when the bytes of a segment are not kept beyond the call: then the link needs no copy of them. */
  readonly borrows?: boolean;
  connection(event: Omit<ConnectionEvent, "kind">): void;
  data(segment: DataSegment): void;
  fault(event: Omit<FaultEvent, "kind">): void;
}
