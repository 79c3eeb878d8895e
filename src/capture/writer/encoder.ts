import type { ConnectionEvent, DataSegment, FaultEvent, Role } from "../../trace";
import { enhancedPacket, interfaceDescription, sectionHeader } from "./blocks";
import { Conversation, type Packet } from "./conversation";
import type { Endpoint } from "./packet";

/** Bytes of a payload that a packet keeps beyond the limit: enough for the headers of a message. */
const KEPT_BEYOND = 256;

type At<T> = T & { readonly t: number };

/** A packet that may still get a comment. */
export interface Draft {
  readonly t: number;
  readonly interfaceId: number;
  readonly parts: readonly Buffer[];
  /** Bytes of the packet that are not kept. */
  readonly missing: number;
  readonly comments: string[];
  /** What the sender sent, for faults that name an offset: where it is in its stream. */
  readonly sent?: { readonly key: string; readonly offset: number; readonly length: number };
}

export interface EncoderOptions {
  /** Wall clock, ms since 1970, at t = 0. */
  readonly epoch: number;
  /** Port of whoever listens; 4840 by default, which Wireshark decodes as OPC UA. */
  readonly port?: number;
  /**
   * Payload bytes per direction and side of a connection that are kept whole; of what comes after, each packet keeps its first 256.
   * No limit by default.
   */
  readonly wholeBytes?: number;
  /** True when the bytes of segments are not valid beyond the call. */
  readonly copies?: boolean;
  /** Comment of the file. */
  readonly comment?: string;
}

/** Turns what a link reports into packets: each side of each link is an interface, each side of each connection a TCP conversation. */
export class PcapngEncoder {
  private readonly interfaces = new Map<string, number>();
  private readonly conversations = new Map<string, Conversation>();
  private readonly dialers = new Map<string, Role>();
  private readonly offsets = new Map<string, number>();
  private readonly links = new Map<string, number>();
  /** Faults that named no bytes, or bytes that are written already; they go on the connection's next packet. */
  private readonly waiting = new Map<string, string[]>();

  constructor(private readonly options: EncoderOptions) {}

  header(): Buffer {
    return sectionHeader("reverse-hello", this.options.comment);
  }

  connection(event: At<Omit<ConnectionEvent, "kind">>): Draft[] {
    const { phase, side, how, detail } = event;
    const id = connectionKey(event);
    if (phase === "opened" && !this.dialers.has(id)) this.dialers.set(id, side);
    const dialer = this.dialers.get(id) === side ? "peer" : "proxy";
    const talk = this.conversation(event);
    if (phase === "opened") return this.drafts(event, talk.handshake(dialer));
    if (phase === "refused") return this.drafts(event, talk.refusal(dialer, !detail?.startsWith("no answer")), detail);
    return this.drafts(event, talk.close(phase === "peer-closed" ? "peer" : "proxy", how ?? "fin"), detail);
  }

  data(segment: At<DataSegment>): Draft[] {
    const { direction, side, bytes, faults } = segment;
    const fromPeer = (direction === "to-client") === (side === "server");
    const key = `${streamKey(segment)}${fromPeer ? "" : "|delivered"}`;
    const before = this.offsets.get(key) ?? 0;
    this.offsets.set(key, before + bytes.length);
    const keep = before + bytes.length > (this.options.wholeBytes ?? Infinity) ? KEPT_BEYOND : Infinity;
    const own = this.options.copies ? this.copy(bytes, keep) : bytes;
    const packets = this.conversation(segment).data(fromPeer ? "peer" : "proxy", own, keep);
    const drafts = this.drafts(segment, packets);
    for (const draft of drafts) for (const fault of faults ?? []) draft.comments.push(`network: ${fault}`);
    if (!fromPeer) return drafts;
    let offset = before;
    return drafts.map((draft, index) => {
      const length = packets[index]?.length ?? 0;
      const sent = { key, offset, length };
      offset += length;
      return length === 0 ? draft : { ...draft, sent };
    });
  }

  /** One copy for both sides of the proxy: what is read on one is mostly what is written on the other, at once. */
  private copy(bytes: Buffer, keep: number): Buffer {
    if (keep < bytes.length) return bytes;
    const { last } = this;
    if (last?.of !== bytes) this.last = { of: bytes, copy: Buffer.from(bytes) };
    return this.last?.copy ?? bytes;
  }
  private last: { readonly of: Buffer; readonly copy: Buffer } | undefined;

  /** Puts a fault on those drafts that carry its bytes; on the connection's next packet when none does. */
  fault(event: Omit<FaultEvent, "kind">, drafts: readonly Draft[]): void {
    const { connection, direction, offset, length, message } = event;
    if (connection === undefined) return;
    const text = `network: ${event.rule}: ${event.choice}${message === undefined ? "" : ` (message ${message})`}${event.detail ? ` (${event.detail})` : ""}`;
    const id = connectionKey({ link: event.link, connection });
    let found = false;
    if (offset !== undefined && direction !== undefined) {
      const key = streamKey({ link: event.link, connection, direction });
      const end = offset + Math.max(1, length ?? 1);
      for (const { sent, comments } of drafts) {
        if (sent?.key !== key || sent.offset >= end || sent.offset + sent.length <= offset) continue;
        comments.push(text);
        found = true;
      }
    }
    if (!found) this.waiting.set(id, [...(this.waiting.get(id) ?? []), text]);
  }

  /** The parts of a block, to be written one after the other. */
  encode(draft: Draft): Buffer[] {
    const base = BigInt(Math.round(this.options.epoch * 1000)) * 1000n;
    const time = base + BigInt(Math.round(draft.t * 1e6));
    return enhancedPacket(draft.interfaceId, time, draft.parts, draft.missing, draft.comments);
  }

  /** Descriptions of interfaces that came up since the last call; they go into the file before their packets. */
  newInterfaces(): Buffer {
    const blocks = this.fresh.map(({ link, side }) =>
      interfaceDescription(`${link}/${side}`, `between the ${side} and the network (${link})`),
    );
    this.fresh.length = 0;
    return Buffer.concat(blocks);
  }
  private readonly fresh: { link: string; side: Role }[] = [];

  private drafts(where: At<Where>, packets: readonly Packet[], detail?: string): Draft[] {
    const id = connectionKey(where);
    const interfaceId = this.interfaceId(where);
    return packets.map(({ parts, length }, index) => {
      const comments = index === 0 ? [...(this.waiting.get(id) ?? []), ...(detail ? [`network: ${detail}`] : [])] : [];
      if (index === 0) this.waiting.delete(id);
      return { t: where.t, interfaceId, parts, missing: length - (parts[1]?.length ?? 0), comments };
    });
  }

  private interfaceId({ link, side }: Where): number {
    const key = `${link}|${side}`;
    const known = this.interfaces.get(key);
    if (known !== undefined) return known;
    this.interfaces.set(key, this.interfaces.size);
    this.fresh.push({ link, side });
    return this.interfaces.size - 1;
  }

  private conversation(where: Where): Conversation {
    const key = `${connectionKey(where)}|${where.side}`;
    let talk = this.conversations.get(key);
    if (!talk) this.conversations.set(key, (talk = new Conversation(...this.endpoints(where))));
    return talk;
  }

  /** 10.link.0.x on the server's side, 10.link.1.x on the client's; the proxy is .1, the peer .2; who listens has the port. */
  private endpoints(where: Where): [peer: Endpoint, proxy: Endpoint] {
    const { link, connection, side } = where;
    if (!this.links.has(link)) this.links.set(link, this.links.size + 1);
    const network = [10, (this.links.get(link) ?? 0) & 0xff, side === "server" ? 0 : 1];
    const peer = Buffer.from([...network, 2]);
    const proxy = Buffer.from([...network, 1]);
    const port = this.options.port ?? 4840;
    const ephemeral = 10_000 + (connection % 50_000);
    const peerDials = this.dialers.get(connectionKey(where)) === side;
    return peerDials
      ? [
          { address: peer, port: ephemeral },
          { address: proxy, port },
        ]
      : [
          { address: peer, port },
          { address: proxy, port: ephemeral },
        ];
  }
}

type Where = Pick<ConnectionEvent, "link" | "connection" | "side">;

function connectionKey({ link, connection }: Pick<ConnectionEvent, "link" | "connection">): string {
  return `${link}|${connection}`;
}

function streamKey({ link, connection, direction }: Pick<DataSegment, "link" | "connection" | "direction">): string {
  return `${link}|${connection}|${direction}`;
}
