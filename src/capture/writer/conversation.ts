import { FLAGS, MAX_PAYLOAD, tcpPacket, type Endpoint } from "./packet";

/** Bytes that may be on the way before the other side acknowledges by a packet of its own. */
const ACK_EVERY = 1024 * 1024;

const EMPTY = Buffer.alloc(0);

type End = "peer" | "proxy";

interface EndState {
  readonly endpoint: Endpoint;
  /** Next sequence number to send. */
  seq: number;
  finished: boolean;
}

export interface Packet {
  readonly parts: readonly Buffer[];
  readonly from: End;
  /** Payload bytes that it had on the wire. */
  readonly length: number;
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

  handshake(dialer: End): Packet[] {
    const other = opposite(dialer);
    return [this.packet(dialer, FLAGS.syn), this.packet(other, FLAGS.syn | FLAGS.ack), this.packet(dialer, FLAGS.ack)];
  }

  /** A dial that was refused, or (without an answer) lost. */
  refusal(dialer: End, answered: boolean): Packet[] {
    const packets = [this.packet(dialer, FLAGS.syn)];
    this.reset = true;
    return answered ? [...packets, this.packet(opposite(dialer), FLAGS.rst | FLAGS.ack)] : packets;
  }

  /** Data; the packets keep `keep` bytes of their payload. */
  data(from: End, bytes: Buffer, keep: number): Packet[] {
    const packets: Packet[] = [];
    for (let at = 0; at < bytes.length; at += MAX_PAYLOAD) {
      const payload = bytes.length <= MAX_PAYLOAD ? bytes : bytes.subarray(at, at + MAX_PAYLOAD);
      packets.push(this.packet(from, FLAGS.psh | FLAGS.ack, payload, keep));
    }
    this.unacknowledged += bytes.length;
    if (this.unacknowledged > ACK_EVERY) packets.push(this.acknowledge(opposite(from)));
    return packets;
  }

  close(from: End, how: "fin" | "rst"): Packet[] {
    if (this.reset) return [];
    if (how === "rst") {
      this.reset = true;
      return [this.packet(from, FLAGS.rst | FLAGS.ack)];
    }
    if (this.ends[from].finished) return [];
    this.ends[from].finished = true;
    return [this.packet(from, FLAGS.fin | FLAGS.ack), this.acknowledge(opposite(from))];
  }

  private acknowledge(from: End): Packet {
    this.unacknowledged = 0;
    return this.packet(from, FLAGS.ack);
  }

  private packet(from: End, flags: number, payload: Buffer = EMPTY, keep = Infinity): Packet {
    const sender = this.ends[from];
    const receiver = this.ends[opposite(from)];
    const parts = tcpPacket({
      from: sender.endpoint,
      to: receiver.endpoint,
      seq: sender.seq,
      ack: (flags & FLAGS.ack) !== 0 ? receiver.seq : 0,
      flags,
      payload,
      keep,
      identification: ++this.identification,
    });
    const counts = (flags & (FLAGS.syn | FLAGS.fin)) !== 0 ? 1 : 0;
    sender.seq = (sender.seq + payload.length + counts) >>> 0;
    return { parts, from, length: payload.length };
  }
}

function opposite(end: End): End {
  return end === "peer" ? "proxy" : "peer";
}
