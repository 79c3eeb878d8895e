import { LONGEST_DELAY } from "./alarm";
import type { Chunk, End, Kept, StageContext } from "../types";

interface Item {
  readonly due: number;
  readonly chunk?: Chunk;
  readonly end?: End;
}

/**
 * Data and end of a stream that wait for their time, in order, with one timer; asks the link to stop reading at `limit` bytes. It is
 * handed on when the toxic is removed, and dropped with the connection.
 */
export class HeldQueue implements Kept {
  private readonly items: Item[] = [];
  private head = 0;
  private bytes = 0;
  private timer: NodeJS.Timeout | undefined;
  private armedFor = Infinity;

  constructor(
    private readonly context: StageContext,
    private readonly limit = 64 * 1024,
  ) {
    context.keep(this);
  }

  get empty(): boolean {
    return this.head === this.items.length;
  }

  /** Nothing is handed on before its time, nor before what came first. Infinity waits for `flush`. */
  push(due: number, what: Chunk | End): void {
    if ("bytes" in what) {
      const chunk = what.borrowed ? { ...what, bytes: Buffer.from(what.bytes), borrowed: false } : what;
      this.items.push({ due, chunk });
      this.count(chunk.bytes.length);
    } else {
      this.items.push({ due, end: what });
    }
    this.arm();
  }

  /** The end of the stream, behind the data; at once when nothing is held. */
  end(end: End, due = end.at): void {
    if (this.empty) this.context.emitEnd(end);
    else this.push(due, end);
  }

  /** Hands everything on now. */
  flush(): void {
    this.drain(Infinity);
    this.context.hold(false);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.items.length = this.head = this.bytes = 0;
  }

  private drain(now: number): void {
    for (let item = this.items[this.head]; item && (item.due <= now || now === Infinity); item = this.items[this.head]) {
      this.head += 1;
      if (item.chunk) {
        this.count(-item.chunk.bytes.length);
        this.context.emit({
          ...item.chunk,
          at: item.due === Infinity || now === Infinity ? this.context.now() : Math.max(item.chunk.at, item.due),
        });
      } else if (item.end) this.context.emitEnd(item.end);
    }
    if (this.head > 1024 || this.empty) {
      this.items.splice(0, this.head);
      this.head = 0;
    }
    this.arm();
  }

  private arm(): void {
    const next = this.items[this.head];
    if (!next || next.due === Infinity) {
      clearTimeout(this.timer);
      this.armedFor = Infinity;
      return;
    }
    if (next.due === this.armedFor) return;
    clearTimeout(this.timer);
    this.armedFor = next.due;
    this.timer = setTimeout(
      () => {
        this.armedFor = Infinity;
        // Timers may fire a little early; then the queue arms itself again.
        this.drain(this.context.now());
      },
      Math.min(LONGEST_DELAY, Math.max(1, Math.ceil(next.due - this.context.now()))),
    );
  }

  private count(bytes: number): void {
    const before = this.bytes >= this.limit;
    this.bytes += bytes;
    const after = this.bytes >= this.limit;
    if (before !== after) this.context.hold(after);
  }
}
