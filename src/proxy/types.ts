import type { Direction, LinkObserver, Role } from "../trace";

/** Toxiproxy's words: `upstream` runs from the dialer to the target, `downstream` back. */
export type Stream = "upstream" | "downstream";

/** How a side of a connection ends. */
export type How = "fin" | "rst";

/** A run of bytes on its way through a link. */
export interface Chunk {
  readonly bytes: Buffer;
  /** When it was received, or released by the toxic before; monotonic ms. */
  readonly at: number;
  /** Offset of its first byte in what the sender sent on this connection. */
  readonly offset: number;
  /** Number, from 1, of the sender's OPC UA message that its first byte belongs to; undefined where the stream is not OPC UA. */
  readonly message?: number | undefined;
  /** What toxics did to it, for captures. */
  readonly faults?: readonly string[];
  /** True when the bytes are valid during this call only; HeldQueue takes a copy. Only toxics that say `borrows` get such chunks. */
  readonly borrowed?: boolean;
}

/** End of a stream; goes through the toxics behind the data. */
export interface End {
  readonly how: How;
  readonly at: number;
}

/** Attributes of a toxic, complete and checked. */
export type Attributes = Readonly<Record<string, number | string | boolean>>;

/** One toxic at work on one stream of one connection. Calls come one after the other; nothing here may wait. */
export interface Stage {
  /** Without it data passes. */
  data?(chunk: Chunk): void;
  /** Without it the end passes. */
  end?(end: End): void;
  /** The attributes in the context have changed. */
  updated?(): void;
  /** The toxic is removed and its queues are handed on: hand on what else is held. The stage hears nothing afterwards. */
  release?(): void;
}

/** A queue or a timer of a stage; ended with it. */
export interface Kept {
  /** The toxic is removed. */
  flush(): void;
  /** The connection is over. */
  dispose(): void;
}

/** What was decided about which bytes. */
export interface DecisionAbout {
  readonly offset?: number | undefined;
  readonly length?: number | undefined;
  readonly message?: number | undefined;
  readonly detail?: string | undefined;
}

/** What a stage may use. */
export interface StageContext {
  readonly name: string;
  readonly stream: Stream;
  readonly direction: Direction;
  readonly connection: number;
  readonly attributes: Attributes;
  /** Value of an attribute that is a number. */
  number(attribute: string): number;
  /** State that all connections of this toxic share; lives as long as the toxic. */
  readonly shared: Map<string, number>;
  /** Where the stream stands between messages; to be read when the stage is made. */
  readonly alignment: MessagePosition;
  now(): number;
  /** Next number in [0, 1) of the stream that belongs to this proxy, connection and toxic. */
  random(): number;
  emit(chunk: Chunk): void;
  emitEnd(end: End): void;
  /** The chunk with what this toxic did to it, for captures. */
  mark(chunk: Chunk, fault: string): Chunk;
  /** HeldQueue and Alarm call it for themselves. */
  keep(kept: Kept): void;
  /** True asks the link to stop reading from the sender; false lets it go on. */
  hold(full: boolean): void;
  /** Ends the connection on both sides; what was emitted is delivered first, what is still held is lost. */
  close(how: How, detail: string): void;
  /** Sends bytes back to the sender of this stream. */
  reply(bytes: Buffer, fault: string): void;
  /** Puts a decision on record; it may depend on the stream only, not on how the bytes came. */
  decide(choice: string, about?: DecisionAbout): void;
  /** Tells the trace and the capture which bytes an earlier decision touched. */
  note(choice: string, about?: DecisionAbout): void;
}

/** Where a stream stands between messages. */
export interface MessagePosition {
  readonly raw: boolean;
  /** Bytes of the current message that have passed; 0 between messages. */
  readonly seen: number;
  /** Size of the current message when its header has passed. */
  readonly size: number | undefined;
  readonly header: Buffer;
}

export interface AttributeRule {
  /** `int` is Toxiproxy's kind: 1.5 and "5" are refused. */
  readonly kind: "int" | "number" | "text" | "flag";
  readonly default: number | string | boolean;
  readonly min?: number;
  readonly max?: number;
  readonly oneOf?: readonly string[];
}

/** A kind of fault, registered by name. */
export interface ToxicType {
  readonly type: string;
  readonly attributes: Readonly<Record<string, AttributeRule>>;
  /** True when stages keep bytes beyond the call in a HeldQueue only; saves a copy of everything that passes. */
  readonly borrows?: true;
  /** Checks what one rule per attribute cannot; returns the sentence for the user, or undefined. */
  check?(attributes: Attributes): string | undefined;
  create(context: StageContext): Stage;
}

export interface ToxicSpec {
  readonly type: string;
  /** `<type>_<stream>` by default; unique in its proxy. */
  readonly name?: string;
  /** `downstream` by default, as in Toxiproxy. */
  readonly stream?: string;
  /** Share of connections that it works on, 0 to 1; 1 by default. Rolled once per connection. */
  readonly toxicity?: number;
  readonly attributes?: Readonly<Record<string, unknown>> | null;
}

export type ToxicUpdate = Pick<ToxicSpec, "toxicity" | "attributes">;

export interface ToxicJson extends Required<ToxicSpec> {
  readonly attributes: Attributes;
}

export interface ProxySpec {
  readonly name: string;
  /** `host:port`; port 0 takes a free one. */
  readonly listen: string;
  readonly upstream: string;
  readonly enabled?: boolean;
  readonly connect?: readonly ConnectRule[];
}

export type ProxyUpdate = Partial<Omit<ProxySpec, "name">>;

export interface ProxyJson extends ProxySpec {
  readonly enabled: boolean;
  readonly toxics: readonly ToxicJson[];
}

/**
 * What happens to new connections. The first rule that applies wins. Without `nth`, `every` and `probability` it applies to all.
 * - `refuse`: as with no listener (ECONNREFUSED), for all connections; live ones stay.
 * - `accept_fin`, `accept_rst`: taken and closed at once; `accept_hold`: taken, read, never answered, never dialed on.
 * - `dial_delay`: the target is dialed `delay` ms after the accept.
 */
export interface ConnectRule {
  readonly mode: "refuse" | "accept_fin" | "accept_rst" | "accept_hold" | "dial_delay";
  readonly name?: string;
  readonly delay?: number;
  /** Only this connection, counted from 1 since the rules were set. */
  readonly nth?: number;
  /** Only every n-th connection. */
  readonly every?: number;
  /** Only the first of those, this many. */
  readonly count?: number;
  /** Only with this chance, 0 to 1, drawn per connection. */
  readonly probability?: number;
}

/** Fixed things about a proxy's connections. */
export interface LinkSettings {
  /** Role of the peer that dials through; `server` in Reverse Connect. */
  readonly dialer: Role;
  /** `propagate`: a FIN goes to the other side and answers still come back; `full`: as Toxiproxy, a FIN ends both directions. */
  readonly halfClose: "propagate" | "full";
  /** How the dialer is told that the target did not take the connection. */
  readonly onRefused: How;
  /** ms until an unanswered dial is given up. */
  readonly dialTimeout: number;
  /** ms of silence after which TCP asks a target whether it is there; 0: never. */
  readonly keepAlive: number;
  readonly observer: LinkObserver | undefined;
}
