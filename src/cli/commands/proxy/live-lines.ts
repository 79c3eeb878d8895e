import {
  describeEvent,
  Trace,
  TraceRecorder,
  type BytesEvent,
  type Clock,
  type ConnectionEvent,
  type DataSegment,
  type FaultEvent,
  type LinkObserver,
  type TraceEvent,
} from "../../../trace";
import { Allowance } from "../../../capture/writer";
import { WHOLE_BYTES } from "./recording";

type Where = Pick<ConnectionEvent, "link" | "connection">;

/** What is listed of a stream that turned out not to be OPC UA. */
const FOREIGN_BYTES = { burst: 4096, perSecond: 4096 };

/** A connection that is open: its recorder, so that its buffers end with it, and the sides that are still open. */
interface Live {
  readonly recorder: TraceRecorder;
  readonly open: Set<string>;
  /** By direction and side (see `streamOf`); false once that stream is a flood, which is not looked into any more. */
  readonly allowances: (Allowance | false | undefined)[];
  floods: boolean;
  /** Streams that are not OPC UA. */
  readonly foreign: Set<number>;
}

/** One line per connection, message and fault as it happens, and the counts for the summary. Keeps nothing of what is over. */
export class LiveLines implements LinkObserver {
  /** What is looked into is copied. */
  readonly borrows = true;
  connections = 0;
  faults = 0;
  /** Pieces of streams that are not OPC UA. */
  foreign = 0;
  /** Streams whose messages are not listed from some point on. */
  floods = 0;
  readonly messages = new Map<string, number>();
  private readonly trace: Trace;
  private readonly live = new Map<string, Live>();

  constructor(
    private readonly clock: Clock,
    private readonly print: ((line: string) => void) | undefined,
    private readonly also: (event: TraceEvent) => void = () => undefined,
  ) {
    this.trace = new Trace(clock, { keep: false });
    this.trace.subscribe((event) => this.event(event));
  }

  connection(event: Omit<ConnectionEvent, "kind">): void {
    const entry = this.entry(event);
    // A flood leaves half a message in the recorder that nobody cut off.
    if (entry.floods) this.trace.add({ kind: "connection", ...event });
    else entry.recorder.connection(event);
    if (event.phase === "opened") entry.open.add(event.side);
    else if (event.phase !== "peer-closed" || event.how === "rst") entry.open.delete(event.side);
    if (entry.open.size === 0) this.live.delete(key(event));
  }

  data(segment: DataSegment): void {
    const entry = this.entry(segment);
    const stream = streamOf(segment);
    const allowance = (entry.allowances[stream] ??= new Allowance(WHOLE_BYTES));
    if (!allowance) return;
    const { bytes } = segment;
    if (allowance.take(bytes.length, this.clock.now())) entry.recorder.data({ ...segment, bytes: Buffer.from(bytes) });
    else this.flood(entry, segment);
  }

  private foreignStream(event: BytesEvent): void {
    const { foreign, allowances } = this.entry(event);
    const stream = streamOf(event);
    if (foreign.has(stream)) return;
    foreign.add(stream);
    allowances[stream] = new Allowance(FOREIGN_BYTES);
  }

  private flood(entry: Live, segment: DataSegment): void {
    const { link, connection, direction, side } = segment;
    entry.allowances[streamOf(segment)] = false;
    entry.floods = true;
    if ((direction === "to-client") !== (side === "server")) return;
    this.floods += 1;
    const line = `${link}#${connection}: a flood from the ${side}; its messages are not listed from here on`;
    this.trace.add({ kind: "log", actor: "proxy", stream: "log", line });
  }

  fault(event: Omit<FaultEvent, "kind">): void {
    this.trace.add({ kind: "fault", ...event });
  }

  private entry(where: Where) {
    let entry = this.live.get(key(where));
    if (!entry) {
      const recorder = new TraceRecorder(this.trace, { keepSegments: false });
      entry = { recorder, open: new Set(), allowances: [], floods: false, foreign: new Set<number>() };
      this.live.set(key(where), entry);
    }
    return entry;
  }

  private event(event: TraceEvent): void {
    this.also(event);
    this.count(event);
    // What is not OPC UA tells nothing more after its begin.
    if (event.kind === "bytes" && event.reason === "raw") this.foreignStream(event);
    if (!this.print || isEcho(event)) return;
    this.print(`${(event.t / 1000).toFixed(3).padStart(9)}  ${describeEvent(event)}`);
  }

  private count(event: TraceEvent): void {
    if (event.kind === "fault" && event.connection !== undefined) this.faults += 1;
    if (event.kind === "connection" && event.phase === "opened" && event.connection > this.connections) {
      this.connections = event.connection;
    }
    if (isEcho(event)) return;
    if (event.kind === "message") this.messages.set(event.message.type, (this.messages.get(event.message.type) ?? 0) + 1);
    if (event.kind === "bytes" && event.reason !== "partial") this.foreign += 1;
  }
}

function streamOf({ direction, side }: Pick<DataSegment, "direction" | "side">): number {
  return (direction === "to-client" ? 0 : 2) + (side === "server" ? 0 : 1);
}

/** What was delivered says nothing new beside what was sent, unless it is damaged. */
function isEcho(event: TraceEvent): boolean {
  const there = event.kind === "message" || (event.kind === "bytes" && event.reason !== "partial");
  return there && (event.direction === "to-client") !== (event.side === "server");
}

function key({ link, connection }: Where): string {
  return `${link}|${connection}`;
}
