import { FLAGS, MAX_PAYLOAD, type Endpoint, type TcpPacket } from "./packet";

/** Bytes that may be on the way before the other side acknowledges by a packet of its own. */
const ACK_EVERY = 1024 * 1024;

const EMPTY = Buffer.alloc(0);

export type End = "peer" | "proxy";

interface EndState {
  readonly endpoint: Endpoint;
  /** Next sequence number to send. */
  seq: number;
  finished: boolean;
}

/** One TCP connection on one side of a proxy, synthesised packet by packet: between the peer and the proxy. */
export class Conversation {
  private readonly ends: Record<End, EndState>;
  private identification = 0;
  private unacknowledged = 0;
  private reset = false;

  constructor(peer: Endpoint, proxy: Endpoint) {
    this.ends = {
      peer: { endpoint: peer, seq: 1000, finished: false },
      proxy: { endpoint: proxy, seq: 5000, finished: false },
    };
  }

  /** Nothing can come any more. */
  get over(): boolean {
    return this.reset || (this.ends.peer.finished && this.ends.proxy.finished);
  }

  handshake(dialer: End): TcpPacket[] {
    const other = opposite(dialer);
    return [this.packet(dialer, FLAGS.syn), this.packet(other, FLAGS.syn | FLAGS.ack), this.packet(dialer, FLAGS.ack)];
  }

  /** A dial that was refused, or (without an answer) lost. */
  refusal(dialer: End, answered: boolean): TcpPacket[] {
    const packets = [this.packet(dialer, FLAGS.syn)];
    this.reset = true;
    return answered ? [...packets, this.packet(opposite(dialer), FLAGS.rst | FLAGS.ack)] : packets;
  }

  data(from: End, bytes: Buffer): TcpPacket[] {
    const packets: TcpPacket[] = [];
    for (let at = 0; at < bytes.length; at += MAX_PAYLOAD) {
      const length = Math.min(MAX_PAYLOAD, bytes.length - at);
      packets.push(this.packet(from, FLAGS.psh | FLAGS.ack, part(bytes, at, length)));
    }
    this.unacknowledged += bytes.length;
    if (this.unacknowledged > ACK_EVERY) packets.push(this.acknowledge(opposite(from)));
    return packets;
  }

  /** A run of data of which only the start is kept: one packet, whatever its length. It may grow as long as nothing has read it. */
  flood(from: End, bytes: Buffer, keep: number): TcpPacket[] {
    const head = Buffer.from(bytes.subarray(0, keep));
    const before = this.unacknowledged > ACK_EVERY ? [this.acknowledge(opposite(from))] : [];
    this.unacknowledged += bytes.length;
    return [...before, this.packet(from, FLAGS.psh | FLAGS.ack, head, bytes.length)];
  }

  grow(from: End, packet: TcpPacket, bytes: number): void {
    packet.length += bytes;
    this.ends[from].seq = (this.ends[from].seq + bytes) >>> 0;
    this.unacknowledged += bytes;
  }

  close(from: End, how: "fin" | "rst"): TcpPacket[] {
    if (this.reset) return [];
    if (how === "rst") {
      this.reset = true;
      return [this.packet(from, FLAGS.rst | FLAGS.ack)];
    }
    if (this.ends[from].finished) return [];
    this.ends[from].finished = true;
    return [this.packet(from, FLAGS.fin | FLAGS.ack), this.acknowledge(opposite(from))];
  }

  private acknowledge(from: End): TcpPacket {
    this.unacknowledged = 0;
    return this.packet(from, FLAGS.ack);
  }

  private packet(from: End, flags: number, payload: Buffer = EMPTY, length = payload.length): TcpPacket {
    const sender = this.ends[from];
    const receiver = this.ends[opposite(from)];
    const { seq } = sender;
    const ack = (flags & FLAGS.ack) !== 0 ? receiver.seq : 0;
    const counts = (flags & (FLAGS.syn | FLAGS.fin)) !== 0 ? 1 : 0;
    sender.seq = (seq + length + counts) >>> 0;
    const identification = ++this.identification;
    return { from: sender.endpoint, to: receiver.endpoint, seq, ack, flags, length, payload, identification };
  }
}

/** The same object where it is the whole: its sum is known then (see packet.ts). */
function part(bytes: Buffer, at: number, length: number): Buffer {
  return length === bytes.length ? bytes : bytes.subarray(at, at + length);
}

function opposite(end: End): End {
  return end === "peer" ? "proxy" : "peer";
}
