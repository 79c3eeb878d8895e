import { CaptureError, type CapturedPacket, type Warnings } from "./types";

/** Packets of one interface may be out of order by this many ms (several queues of a network card). */
const DISORDER = 1000;

const YEAR = 365.25 * 24 * 3600 * 1000;
/** A clock that was never set says 1970; what lies farther apart is no time. */
const LONGEST = 100 * YEAR;

/** Times of packets in ms since the capture began; a clock that was set back is told and not computed with. */
export class CaptureClock {
  epoch: number | undefined;
  /** When it was set back, in the times that are told: a pause across it is not known. */
  readonly jumps: number[] = [];
  /** The latest time so far. */
  length = 0;
  private readonly interfaces = new Map<number, { last: number; offset: number }>();
  private count = 0;

  constructor(private readonly warnings: Warnings) {}

  time(packet: CapturedPacket): number {
    this.count += 1;
    if (packet.t === undefined) return (this.length = this.count);
    this.epoch ??= packet.t;
    const raw = packet.t - this.epoch;
    if (Math.abs(raw) > LONGEST)
      throw new CaptureError(
        "BROKEN_CAPTURE",
        `the capture is broken: packet ${packet.number} is ${Math.round(Math.abs(raw) / YEAR)} years ${raw < 0 ? "before" : "after"} the first one`,
      );
    const known = this.interfaces.get(packet.interfaceId) ?? { last: raw, offset: 0 };
    this.interfaces.set(packet.interfaceId, known);
    const back = known.last - (raw + known.offset);
    if (back > DISORDER) {
      known.offset += back;
      this.jumps.push(raw + known.offset);
      this.warnings.add(
        `the clock of the capturing machine jumped back by ${Math.round(back / 1000)} s at packet ${packet.number}: later times continue as if it had not`,
      );
    }
    const t = raw + known.offset;
    known.last = Math.max(known.last, t);
    this.length = Math.max(this.length, t);
    return t;
  }
}

/** Whether the clock was set back between two times: how far apart they are is not known then. */
export function isAcross(jumps: readonly number[], from: number, to: number): boolean {
  return jumps.some((jump) => from <= jump && jump <= to);
}
