import type { FailedDial } from "./connection";
import type { TcpSegment } from "./segment";

/** A connection of which nothing was seen so far but its SYN and what refused it: there may be very many. */
export class Dial {
  attempts = 1;
  refused = false;
  icmp: FailedDial["icmp"];
  /** The SYN, to begin the connection with; it holds no bytes. */
  readonly syn: TcpSegment;

  constructor(
    { payload, ...syn }: TcpSegment,
    readonly t: number,
    readonly packet: number,
  ) {
    this.syn = { ...syn, payload: payload.length === 0 ? NOTHING : payload };
  }

  /** Takes part in the dial's story; false for a packet that begins a connection. */
  takes(segment: TcpSegment, isDialer: boolean): boolean {
    if (isDialer && segment.syn && !segment.hasAck) {
      this.attempts += 1;
      return true;
    }
    if (!segment.rst) return false;
    this.refused ||= !isDialer;
    return true;
  }

  get outcome(): Pick<FailedDial, "outcome" | "icmp"> {
    if (this.icmp) return { outcome: "icmp", icmp: this.icmp };
    return { outcome: this.refused ? "refused" : "unanswered" };
  }
}

const NOTHING = Buffer.alloc(0);
