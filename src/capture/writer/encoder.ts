import type { ConnectionEvent, DataSegment, FaultEvent, Role } from "../../trace";
import type { WholeBytes } from "./allowance";
import {
  commentBytes,
  interfaceDescription,
  PACKET_AT,
  packetBlockLength,
  sectionHeader,
  writePacketBlock,
  type PacketTime,
} from "./blocks";
import { ConnectionState, type SideState } from "./connection";
import type { End } from "./conversation";
import { packetLength, writePacket, type TcpPacket } from "./packet";

/** Bytes of a payload that a packet keeps beyond the limit: enough for the headers of a message. */
const KEPT_BEYOND = 256;
/** Bytes of a run of data beyond the limit that are told as one packet, about. */
const LONGEST_RUN = 1024 * 1024;
const TWO_32 = 0x1_0000_0000;

type At<T> = T & { readonly t: number };
type Where = Pick<ConnectionEvent, "link" | "connection" | "side">;

/** A packet that may still get a comment. */
export interface Draft {
  readonly t: number;
  readonly side: SideState;
  readonly packet: TcpPacket;
  comments: Buffer[] | undefined;
  /** Where its payload is in what the peer on this side sent; -1 when the proxy sent it, or nothing. */
  readonly offset: number;
}

export interface EncoderOptions {
  /** Wall clock, ms since 1970, at t = 0. */
  readonly epoch: number;
  /** Port of whoever listens; 4840 by default, which Wireshark decodes as OPC UA. */
  readonly port?: number;
  /** What is kept whole; beyond it a run of data is one packet with its first 256 bytes. No limit by default. */
  readonly whole?: WholeBytes;
  /** True when the bytes of segments are not valid beyond the call. */
  readonly copies?: boolean;
  /** Comment of the file. */
  readonly comment?: string;
}

/** Toxics that are told of a link on which nothing comes. */
const MOST_ADDED = 100;

/** Turns what a link reports into packets: each side of each link is an interface, each side of each connection a TCP conversation. */
export class PcapngEncoder {
  private readonly interfaces = new Map<string, number>();
  private readonly fresh: { link: string; side: Role }[] = [];
  /** By link and number; undefined when the connection is over, so that nothing of it stays but this. */
  private readonly links = new Map<string, Map<number, ConnectionState | undefined>>();
  /** Toxics that were added to a link, by its name: told on the first packet of its next connection. */
  private readonly added = new Map<string, Buffer[]>();
  private readonly base: PacketTime;
  /** Goes up when drafts are written: they cannot grow any more. */
  private batch = 0;
  private last: { readonly of: Buffer; readonly copy: Buffer } | undefined;

  constructor(private readonly options: EncoderOptions) {
    const epoch = BigInt(Math.round(options.epoch * 1000)) * 1000n;
    this.base = { high: Number(epoch >> 32n), low: Number(epoch & 0xffff_ffffn) };
  }

  header(): Buffer {
    return sectionHeader("reverse-hello", this.options.comment);
  }

  connection(event: At<Omit<ConnectionEvent, "kind">>, out: Draft[]): void {
    const { phase, side, how, detail } = event;
    const state = this.state(event);
    if (!state) return;
    if (phase === "opened") state.dialer ??= side;
    const dialer = state.dialer === side ? "peer" : "proxy";
    const here = this.side(state, event);
    if (phase === "opened") this.add(state, event.t, here, here.talk.handshake(dialer), undefined, out);
    else if (phase === "refused") {
      this.add(state, event.t, here, here.talk.refusal(dialer, !detail?.startsWith("no answer")), detail, out);
    } else {
      this.add(state, event.t, here, here.talk.close(phase === "peer-closed" ? "peer" : "proxy", how ?? "fin"), detail, out);
    }
    if (state.over) this.links.get(event.link)?.set(event.connection, undefined);
  }

  data(segment: DataSegment, t: number, out: Draft[]): void {
    const state = this.state(segment);
    if (!state) return;
    const side = this.side(state, segment);
    const { bytes, faults } = segment;
    const from = (segment.direction === "to-client") === (segment.side === "server") ? "peer" : "proxy";
    if (side.allowance?.[from].take(bytes.length, t) === false) {
      if (!faults && this.grows(side, from, bytes.length)) return;
      const packets = side.talk.flood(from, bytes, KEPT_BEYOND);
      this.addData(state, segment, t, { side, from, packets }, out);
      side.run = { from, packet: packets.at(-1) as TcpPacket, batch: this.batch };
    } else {
      const packets = side.talk.data(from, this.options.copies ? this.copy(bytes) : bytes);
      this.addData(state, segment, t, { side, from, packets }, out);
    }
  }

  /** Adds to the packet before, when that is a run in the same direction. */
  private grows(side: SideState, from: End, bytes: number): boolean {
    const { run } = side;
    if (run?.from !== from || run.batch !== this.batch || run.packet.length > LONGEST_RUN) return false;
    side.talk.grow(from, run.packet, bytes);
    side.offsets[from] += bytes;
    return true;
  }

  private addData(
    state: ConnectionState,
    { faults }: DataSegment,
    t: number,
    { side, from, packets }: { readonly side: SideState; readonly from: End; readonly packets: readonly TcpPacket[] },
    out: Draft[],
  ): void {
    side.run = undefined;
    const comments = faults && faults.map((fault) => commentBytes(`network: ${fault}`));
    for (const packet of packets) {
      const offset = from === "peer" && packet.length > 0 ? side.offsets[from] : -1;
      out.push({ t, side, packet, comments: this.waiting(state, comments && [...comments]), offset });
      side.offsets[from] += packet.length;
    }
  }

  /** Puts a fault on those drafts that carry its bytes; on the connection's next packet when none does. */
  fault(event: Omit<FaultEvent, "kind">, drafts: readonly Draft[]): void {
    const { connection, direction, offset, length, message } = event;
    const about = `${message === undefined ? "" : ` (message ${message})`}${event.detail ? ` (${event.detail})` : ""}`;
    const comment = commentBytes(`network: ${event.rule}: ${event.choice}${about}`);
    if (connection === undefined && event.choice === "added")
      this.added.set(event.link, [...(this.added.get(event.link) ?? []), comment].slice(-MOST_ADDED));
    const state = connection === undefined ? undefined : this.links.get(event.link)?.get(connection);
    if (!state) return;
    const sender = direction && state.sides[direction === "to-client" ? "server" : "client"];
    let found = false;
    if (offset !== undefined && sender) {
      const end = offset + Math.max(1, length ?? 1);
      for (const draft of drafts) {
        const outside = draft.side !== sender || draft.offset >= end || draft.offset + draft.packet.length <= offset;
        if (outside || draft.offset < 0) continue;
        (draft.comments ??= []).push(comment);
        found = true;
      }
    }
    if (!found) state.waiting.push(comment);
  }

  /** The blocks of these packets. */
  encode(drafts: readonly Draft[]): Buffer {
    this.batch += 1;
    let size = 0;
    for (const { packet, comments } of drafts) size += packetBlockLength(packetLength(packet), comments);
    const target = Buffer.allocUnsafe(size);
    let at = 0;
    for (const { t, side, packet, comments } of drafts) {
      const [length, missing] = [packetLength(packet), packet.length - packet.payload.length];
      writePacket(target, at + PACKET_AT, packet);
      at += writePacketBlock(target, at, { interfaceId: side.interfaceId, time: this.time(t), length, missing, comments });
    }
    return target;
  }

  /** Descriptions of interfaces that came up since the last call; they go into the file before their packets. */
  newInterfaces(): Buffer {
    const blocks = this.fresh.map(({ link, side }) =>
      interfaceDescription(`${link}/${side}`, `between the ${side} and the network (${link})`),
    );
    this.fresh.length = 0;
    return Buffer.concat(blocks);
  }

  private add(
    state: ConnectionState,
    t: number,
    side: SideState,
    packets: readonly TcpPacket[],
    detail: string | undefined,
    out: Draft[],
  ): void {
    side.run = undefined;
    let comments = detail ? [commentBytes(`network: ${detail}`)] : undefined;
    for (const packet of packets) {
      out.push({ t, side, packet, comments: this.waiting(state, comments), offset: -1 });
      comments = undefined;
    }
  }

  /** The comments that wait for the connection's next packet, and these. */
  private waiting(state: ConnectionState, more: Buffer[] | undefined): Buffer[] | undefined {
    if (state.waiting.length === 0) return more;
    const all = [...state.waiting, ...(more ?? [])];
    state.waiting = [];
    return all;
  }

  /** One copy for both sides of the proxy: what is read on one is mostly what is written on the other, at once. */
  private copy(bytes: Buffer): Buffer {
    if (this.last?.of !== bytes) this.last = { of: bytes, copy: Buffer.from(bytes) };
    return this.last.copy;
  }

  private time(t: number): PacketTime {
    const ns = Math.round(t * 1e6);
    const low = this.base.low + (ns % TWO_32);
    return { high: this.base.high + Math.floor(ns / TWO_32) + (low >= TWO_32 ? 1 : 0), low: low % TWO_32 };
  }

  private state({ link, connection }: Pick<Where, "link" | "connection">): ConnectionState | undefined {
    let connections = this.links.get(link);
    if (!connections) this.links.set(link, (connections = new Map<number, ConnectionState | undefined>()));
    const state = connections.get(connection);
    if (state || connections.has(connection)) return state;
    const number = [...this.links.keys()].indexOf(link) + 1;
    const made = new ConnectionState(number, connection);
    made.waiting.push(...(this.added.get(link) ?? []));
    this.added.delete(link);
    connections.set(connection, made);
    return made;
  }

  private side(state: ConnectionState, { link, side }: Where): SideState {
    return state.sides[side] ?? state.addSide(side, this.interfaceId(link, side), this.options.port ?? 4840, this.options.whole);
  }

  private interfaceId(link: string, side: Role): number {
    const key = `${link}|${side}`;
    const known = this.interfaces.get(key);
    if (known !== undefined) return known;
    this.interfaces.set(key, this.interfaces.size);
    this.fresh.push({ link, side });
    return this.interfaces.size - 1;
  }
}
