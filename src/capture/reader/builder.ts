import type { Message } from "../../protocol";
import type { Role } from "../../trace";
import { StreamAssembler, type StreamListener } from "./assembler";
import type { Dial } from "./dial";
import type { Room } from "./room";
import type { TcpSegment } from "./segment";
import { ServiceFollower, type Noted } from "./services";
import type { Said } from "./said";
import { StreamParser } from "./stream-parser";
import { other, type RawItem, type Told } from "./told";
import type { CapturedPacket, Side } from "./types";

/** A pause that ends a run of MSG; longer once a connection has very many items, to bound memory. */
const RUN_PAUSE = 1000;
const LONG_RUN_PAUSE = 60_000;
const MANY_ITEMS = 5000;
const MAX_ITEMS = 50_000;
/** Data segments without a message header after which a connection seen from its middle is something else. */
const PATIENCE = 64;

const UNKNOWN_POLICY = "unknown";

interface Half {
  readonly assembler: StreamAssembler;
  readonly parser: StreamParser;
  packets: number;
  fin: boolean;
  rst: boolean;
  full: boolean;
  foreign: boolean;
  said: boolean;
  /** End of what it sent, and what it repeated of that without an answer yet. */
  sentEnd: number;
  unanswered?: RawItem | undefined;
  /** Messages that the other side has not confirmed yet, by the position of their ends; only where every message is kept. */
  readonly unheard: { readonly end: number; readonly item: RawItem }[];
  /** Packet that confirmed bytes which were not captured so far: where a hole begins to be felt. */
  ahead?: number | undefined;
  confirmed?: { readonly ack: number; readonly t: number };
}

/** Collects what one TCP connection did, as long as it can be OPC UA. */
export class ConnectionBuilder {
  readonly items: RawItem[] = [];
  private readonly halves: readonly [Half, Half];
  dialer: Side | undefined;
  accepted = false;
  private until: number;
  private messages = 0;
  private secured = 0;
  private readonly policies = new Set<string>();
  private readonly roles: [Role | undefined, Role | undefined] = [undefined, undefined];
  private readonly every: RawItem[] | undefined;
  private firstLost = Infinity;
  private firstUnkept = Infinity;
  private readonly services = new ServiceFollower();
  /** Bytes of the room that it has taken. */
  private taken = 0;
  private packet = 0;
  private readable = false;
  private dataSegments = 0;
  private dialSeq: number | undefined;

  constructor(
    first: TcpSegment,
    readonly t: number,
    readonly firstPacket: number,
    private readonly room: Room,
  ) {
    this.until = t;
    if (room.everyMessage) this.every = [];
    const fromStart = first.syn;
    this.halves = [this.half(0, fromStart), this.half(1, fromStart)];
  }

  /** True once it is certain that this is something else than OPC UA. */
  get isOther(): boolean {
    if (this.messages > 0) return false;
    const [a, b] = this.halves;
    return (a.foreign && b.foreign) || (this.dialer === undefined && this.dataSegments > PATIENCE);
  }

  get isOpcUa(): boolean {
    return this.messages > 0 || this.halves.some((half) => half.parser.looksRight);
  }

  /** True when neither side said a byte. */
  get isSilent(): boolean {
    return this.dataSegments === 0;
  }

  get isEnded(): boolean {
    const [a, b] = this.halves;
    return a.rst || b.rst || (a.fin && b.fin);
  }

  /** True for a SYN that cannot belong to this connection any more. */
  isNewDial(segment: TcpSegment, side: Side): boolean {
    if (!segment.syn || segment.hasAck) return false;
    return this.isEnded || this.dialer === undefined || (side === this.dialer && segment.seq !== this.dialSeq);
  }

  segment(segment: TcpSegment, side: Side, t: number, packet: Pick<CapturedPacket, "comments" | "number">): void {
    const before = this.room.left;
    this.read(segment, side, t, packet);
    this.taken += before - this.room.left;
  }

  private read(
    segment: TcpSegment,
    side: Side,
    t: number,
    { comments, number }: Pick<CapturedPacket, "comments" | "number">,
  ): void {
    this.until = t;
    this.packet = number;
    const half = this.halves[side];
    half.packets += 1;
    for (const text of comments) this.add({ kind: "comment", t, side, text });
    if (segment.syn) this.syn(segment, side, t);
    // Of a capture of one direction only: who dials confirms nothing that was not accepted.
    if (segment.hasAck && side === this.dialer && !segment.rst) this.accepted = true;
    if (segment.hasAck) this.acknowledged(segment, this.halves[other(side)], t);
    if (segment.payload.length + segment.missing > 0) this.dataSegments += 1;
    if (segment.payload.length > 0) half.sentEnd = (segment.seq + segment.payload.length + segment.missing) >>> 0;
    half.assembler.push(segment, t);
    this.window(segment, half, side, t);
    if (segment.rst) this.rst(half, side, t);
    else if (segment.fin && !half.fin) {
      half.fin = true;
      this.add({ kind: "close", t, side, how: "fin" });
    }
  }

  /** It begins with a dial that was seen before. */
  dialed({ syn, attempts, t, packet, icmp }: Dial): this {
    this.segment(syn, 0, t, { comments: [], number: packet });
    const [dial] = this.items;
    if (dial) dial.counts = [attempts, 0];
    if (icmp) this.refusedByIcmp(icmp.from, icmp.what, t);
    return this;
  }

  /** Another machine says that packets of this connection are refused. */
  refusedByIcmp(from: string, what: string, t: number): void {
    const last = this.items.at(-1);
    if (last?.kind === "icmp" && last.text === what) return;
    this.add({ kind: "icmp", t, side: 0, text: what, from });
  }

  finish(): Told {
    for (const side of [0, 1] as const) {
      const half = this.halves[side];
      half.assembler.flush(half.confirmed);
      for (const said of half.parser.end(this.until)) this.said(side, said);
    }
    if (!this.encrypted) this.noted(this.services.finish(this.until));
    for (const item of this.items) if (item.kind === "full") item.until ??= this.until;
    this.items.sort((a, b) => a.t - b.t);
    return {
      t: this.t,
      until: this.until,
      firstPacket: this.firstPacket,
      items: this.items,
      every: this.every,
      dialer: this.dialer,
      isOpcUa: this.isOpcUa,
      isSilent: this.isSilent,
      accepted: this.accepted,
      bothDirections: this.halves.every(({ packets }) => packets > 0),
      messages: this.messages,
      secured: this.secured,
      policies: [...this.policies],
      roles: this.roles,
      firstLost: this.firstLost,
      firstUnkept: this.firstUnkept,
    };
  }

  /** Nothing of it is kept. */
  drop(): void {
    for (const { assembler } of this.halves) assembler.drop();
    this.room.left += this.taken;
    this.taken = 0;
  }

  private half(side: Side, fromStart: boolean): Half {
    const parser = new StreamParser(fromStart, this.room);
    const listener: StreamListener = {
      data: (bytes, t) => parser.data(bytes, t).forEach((said) => this.said(side, said)),
      lost: (bytes, t) => {
        this.services.lost(side);
        const { ahead = this.packet } = this.halves[side];
        if (ahead < this.firstLost) this.firstLost = ahead;
        parser.lost(bytes, t).forEach((said) => this.said(side, said));
      },
      repeated: (t, bytes) => this.repeated(side, t, bytes),
    };
    return {
      assembler: new StreamAssembler(listener, this.room),
      parser,
      packets: 0,
      fin: false,
      rst: false,
      full: false,
      foreign: false,
      said: false,
      sentEnd: 0,
      unheard: [],
    };
  }

  private syn(segment: TcpSegment, side: Side, t: number): void {
    if (segment.hasAck) {
      if (!this.accepted) this.add({ kind: "accepted", t, side });
      this.accepted = true;
      this.dialer ??= other(side);
      return;
    }
    const dial = this.items.find((item) => item.kind === "dial");
    if (dial) dial.counts = [(dial.counts?.[0] ?? 1) + 1, 0];
    else this.add({ kind: "dial", t, side, counts: [1, 0] });
    this.dialer = side;
    this.dialSeq = segment.seq;
  }

  private rst(half: Half, side: Side, t: number): void {
    if (half.rst) return;
    half.rst = true;
    // The reset that answers a late packet after both have said goodbye is no event.
    if (this.halves[0].fin && this.halves[1].fin) return;
    this.add({ kind: "close", t, side, how: "rst" });
  }

  private window(segment: TcpSegment, half: Half, side: Side, t: number): void {
    const full = segment.window === 0 && !segment.rst && !segment.syn;
    if (full && !half.full) this.add({ kind: "full", t, side });
    const opened = half.full && !full ? this.items.findLast((item) => item.kind === "full" && item.side === side) : undefined;
    if (opened) opened.until = t;
    half.full = full;
  }

  private repeated(side: Side, t: number, bytes: number): void {
    const half = this.halves[side];
    const last = this.items.slice(-3).find((item) => item.kind === "repeated" && item.side === side);
    if (last?.counts) {
      last.until = t;
      last.counts[0] += 1;
      last.bytes = Math.max(last.bytes ?? 0, bytes);
    } else this.add({ kind: "repeated", t, until: t, side, counts: [1, 0], bytes });
    const repeated = last ?? this.items.at(-1);
    if (repeated) repeated.recovered = false;
    half.unanswered = repeated;
  }

  /** What was repeated has arrived in the end when all of it is confirmed. */
  private acknowledged({ ack, syn }: TcpSegment, half: Half, t: number): void {
    if (syn) {
      if (!half.assembler.hasStart) half.assembler.startsAt(ack);
      return;
    }
    if (!half.confirmed || ((ack - half.confirmed.ack) | 0) > 0) half.confirmed = { ack, t };
    // The number of a FIN is no byte.
    half.ahead = half.assembler.ahead(ack) > 1 ? (half.ahead ?? this.packet) : undefined;
    half.assembler.acknowledged(ack);
    while (half.unheard[0] && half.assembler.isConfirmed(half.unheard[0].end, ack)) {
      const heard = half.unheard.shift();
      if (heard) heard.item.heard = { packet: this.packet, t };
    }
    if (!half.unanswered || ((ack - half.sentEnd) | 0) < 0) return;
    half.unanswered.recovered = true;
    half.unanswered = undefined;
  }

  private noted(notes: readonly Noted[]): void {
    for (const { side, t, note } of notes) this.add({ kind: "note", t, side, note });
  }

  private get encrypted(): boolean {
    return [...this.policies].some((policy) => policy !== "None" && policy !== UNKNOWN_POLICY);
  }

  private said(side: Side, said: Said): void {
    const half = this.halves[side];
    if (said.kind === "foreign") half.foreign = true;
    if (said.kind !== "message") return this.add({ kind: said.kind, t: said.t, side, said, bytes: said.bytes });
    this.messages += 1;
    half.said = true;
    const { type } = said.message;
    if (type === "RHE" || type === "ACK") this.role(side, "server");
    if (type === "HEL") this.role(side, "client");
    if (said.message.type === "OPN")
      this.policies.add(said.incomplete ? UNKNOWN_POLICY : policyName(said.message.securityPolicyUri.value ?? "null"));
    const secured = this.encrypted;
    if (!said.incomplete && !secured) this.follow(side, said.t, said.message);
    else if (said.incomplete) this.services.lost(side);
    if (this.every && this.isKept()) {
      const item: RawItem = { kind: "message", t: said.t, side, said: this.room.shortened(said), packet: this.packet };
      this.every.push(item);
      half.unheard.push({ end: said.end, item });
    }
    if ((type === "MSG" || type === "CLO") && secured) this.secured += 1;
    if (type === "MSG") this.run(side, said.t, said.message.size);
    else this.add({ kind: "message", t: said.t, side, said, packet: this.packet });
  }

  /** Takes the room of one message; where there is none, the connection is known up to here only. */
  private isKept(): boolean {
    if (this.room.takeMessage()) return true;
    this.firstUnkept = Math.min(this.firstUnkept, this.packet);
    return false;
  }

  private follow(side: Side, t: number, message: Message): void {
    const role = this.services.roleOf(message);
    if (role) this.role(side, role);
    // Bytes of an encrypted chunk are no sequence numbers: the policy must be known, or a body seen that says what it is.
    if (role && message.type === "MSG") this.readable = true;
    if (!this.readable && !(this.policies.size === 1 && this.policies.has("None"))) return;
    this.noted(this.services.message(side, t, message));
  }

  private role(side: Side, role: Role): void {
    if (this.roles[side] ?? this.roles[other(side)]) return;
    this.roles[side] = role;
    this.roles[other(side)] = role === "server" ? "client" : "server";
  }

  private run(side: Side, t: number, bytes: number): void {
    const last = this.items.at(-1);
    const pause = this.items.length < MANY_ITEMS ? RUN_PAUSE : LONG_RUN_PAUSE;
    if (last?.kind === "run" && last.counts && t - (last.until ?? last.t) < pause) {
      last.until = t;
      last.counts[side] += 1;
      last.bytes = (last.bytes ?? 0) + bytes;
      return;
    }
    this.add({ kind: "run", t, until: t, side, counts: side === 0 ? [1, 0] : [0, 1], bytes });
  }

  private add(item: RawItem): void {
    if (this.items.length < MAX_ITEMS && this.room.take(item.said)) this.items.push({ packet: this.packet, ...item });
    else this.firstUnkept = Math.min(this.firstUnkept, this.packet);
  }
}

/** A URI that the capture cut was filled up with zeros. */
function policyName(uri: string): string {
  return uri.includes("\0") ? UNKNOWN_POLICY : uri.replace(/^.*#/, "");
}
