import {
  describeEvent,
  Trace,
  TraceRecorder,
  type Clock,
  type ConnectionEvent,
  type DataSegment,
  type FaultEvent,
  type LinkObserver,
  type TraceEvent,
} from "../../../trace";

type Where = Pick<ConnectionEvent, "link" | "connection">;

/** One line per connection, message and fault as it happens, and the counts for the summary. Keeps nothing of what is over. */
export class LiveLines implements LinkObserver {
  connections = 0;
  faults = 0;
  /** Pieces of streams that are not OPC UA. */
  foreign = 0;
  readonly messages = new Map<string, number>();
  private readonly trace: Trace;
  /** One recorder per live connection, so that its buffers end with it; and the sides that are still open. */
  private readonly live = new Map<string, { readonly recorder: TraceRecorder; readonly open: Set<string> }>();

  constructor(
    clock: Clock,
    private readonly print: (line: string) => void,
    private readonly also: (event: TraceEvent) => void = () => undefined,
  ) {
    this.trace = new Trace(clock, { keep: false });
    this.trace.subscribe((event) => this.event(event));
  }

  connection(event: Omit<ConnectionEvent, "kind">): void {
    const entry = this.entry(event);
    entry.recorder.connection(event);
    if (event.phase === "opened") entry.open.add(event.side);
    else if (event.phase !== "peer-closed" || event.how === "rst") entry.open.delete(event.side);
    if (entry.open.size === 0) this.live.delete(key(event));
  }

  data(segment: DataSegment): void {
    this.entry(segment).recorder.data(segment);
  }

  fault(event: Omit<FaultEvent, "kind">): void {
    this.trace.add({ kind: "fault", ...event });
  }

  private entry(where: Where) {
    let entry = this.live.get(key(where));
    if (!entry) {
      entry = { recorder: new TraceRecorder(this.trace, { keepSegments: false }), open: new Set() };
      this.live.set(key(where), entry);
    }
    return entry;
  }

  private event(event: TraceEvent): void {
    this.also(event);
    this.count(event);
    if (isEcho(event)) return;
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

/** What was delivered says nothing new beside what was sent, unless it is damaged. */
function isEcho(event: TraceEvent): boolean {
  const there = event.kind === "message" || (event.kind === "bytes" && event.reason !== "partial");
  return there && (event.direction === "to-client") !== (event.side === "server");
}

function key({ link, connection }: Where): string {
  return `${link}|${connection}`;
}
