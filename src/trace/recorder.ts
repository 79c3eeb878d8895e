import { decodeMessage, FrameSplitter, MalformedFrameError, type StreamItem } from "../protocol";
import type { ConnectionEvent, DataSegment, FaultEvent, LinkObserver } from "./events";
import type { Trace } from "./trace";

/** A segment with its time, kept for captures. */
export type TimedSegment = DataSegment & { readonly t: number };

interface Stream {
  readonly splitter: FrameSplitter;
  messages: number;
  closed: boolean;
}

/** Turns what links report into trace events: cuts the byte streams of both sides into messages and keeps the segments. */
export class TraceRecorder implements LinkObserver {
  readonly segments: TimedSegment[] = [];
  private readonly streams = new Map<string, Stream>();

  /** With `keepSegments: false` only the trace is fed. */
  constructor(
    private readonly trace: Trace,
    private readonly options: { readonly keepSegments?: boolean } = {},
  ) {}

  connection(event: Omit<ConnectionEvent, "kind">): void {
    if (event.phase === "peer-closed" || event.phase === "closed") this.flush(event);
    this.trace.add({ kind: "connection", ...event });
  }

  fault(event: Omit<FaultEvent, "kind">): void {
    this.trace.add({ kind: "fault", ...event });
  }

  data(segment: DataSegment): void {
    if (this.options.keepSegments !== false) this.segments.push({ ...segment, t: this.trace.now() });
    const stream = this.stream(segment);
    for (const item of stream.splitter.push(segment.bytes)) this.add(segment, stream, item);
  }

  private add(segment: DataSegment, stream: Stream, item: StreamItem): void {
    const at = where(segment);
    if (item.kind !== "frame") {
      const error = item.kind === "malformed" ? { error: item.error.message } : {};
      this.trace.add({ kind: "bytes", ...at, offset: item.offset, reason: item.kind, ...error, bytes: item.bytes });
      return;
    }
    try {
      const message = decodeMessage(item.bytes);
      stream.messages += 1;
      this.trace.add({ kind: "message", ...at, number: stream.messages, offset: item.offset, message });
    } catch (error) {
      if (!(error instanceof MalformedFrameError)) throw error;
      this.trace.add({ kind: "bytes", ...at, offset: item.offset, reason: "malformed", error: error.message, bytes: item.bytes });
    }
  }

  /** What a peer had begun to say when the stream ended is evidence too. */
  private flush(event: Omit<ConnectionEvent, "kind">): void {
    for (const direction of ["to-client", "to-server"] as const) {
      const sentHere = (direction === "to-client") === (event.side === "server");
      if (event.phase === "peer-closed" && !sentHere) continue;
      const at = { link: event.link, connection: event.connection, direction, side: event.side };
      const stream = this.streams.get(key(at));
      if (!stream || stream.closed) continue;
      stream.closed = true;
      const bytes = stream.splitter.pending;
      if (bytes.length === 0) continue;
      this.trace.add({ kind: "bytes", ...at, offset: stream.splitter.streamOffset - bytes.length, reason: "partial", bytes });
    }
  }

  private stream(segment: DataSegment): Stream {
    const id = key(segment);
    let stream = this.streams.get(id);
    if (!stream) this.streams.set(id, (stream = { splitter: new FrameSplitter(), messages: 0, closed: false }));
    return stream;
  }
}

function where({ link, connection, direction, side }: DataSegment) {
  return { link, connection, direction, side };
}

function key({ link, connection, direction, side }: Pick<DataSegment, "link" | "connection" | "direction" | "side">): string {
  return `${link}|${connection}|${direction}|${side}`;
}
