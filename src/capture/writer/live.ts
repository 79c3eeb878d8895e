import { createWriteStream, type WriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import type { Clock, ConnectionEvent, DataSegment, FaultEvent, LinkObserver } from "../../trace";
import { PcapngEncoder, type Draft, type EncoderOptions } from "./encoder";
import { encodeDrafts } from "./file";

/** ms that a packet waits for what faults say about it; a delayed decision goes on the connection's next packet. */
const PATIENCE = 100;
/** Payload bytes that may wait before they are written anyhow. */
const WAITING_LIMIT = 4 * 1024 * 1024;

/** Writes a pcapng file while the connections live. Give it to a proxy as observer; `stop()` completes the file. */
export class LivePcapng implements LinkObserver {
  /** The encoder copies what it keeps. */
  readonly borrows = true;
  private readonly encoder: PcapngEncoder;
  private readonly file: WriteStream;
  private drafts: Draft[] = [];
  private bytes = 0;
  private timer: NodeJS.Timeout | undefined;
  private failure: Error | undefined;

  constructor(
    path: string,
    private readonly clock: Clock,
    options: Omit<EncoderOptions, "epoch"> = {},
  ) {
    this.encoder = new PcapngEncoder({ ...options, epoch: clock.epoch, copies: true });
    this.file = createWriteStream(path);
    this.file.on("error", (error) => (this.failure ??= error));
    this.file.write(this.encoder.header());
  }

  connection(event: Omit<ConnectionEvent, "kind">): void {
    this.keep(this.encoder.connection({ ...event, t: this.clock.now() }), 0);
  }
  data(segment: DataSegment): void {
    this.keep(this.encoder.data({ ...segment, t: this.clock.now() }), segment.bytes.length);
  }
  fault(event: Omit<FaultEvent, "kind">): void {
    this.encoder.fault(event, this.drafts);
  }

  /** Resolves when the file is complete; rejects when it could not be written. */
  async stop(): Promise<void> {
    this.flush();
    if (!this.file.writableEnded) this.file.end();
    await finished(this.file).catch((error: Error) => (this.failure ??= error));
    if (this.failure) throw this.failure;
  }

  private keep(drafts: readonly Draft[], bytes: number): void {
    this.drafts.push(...drafts);
    this.bytes += bytes;
    if (this.bytes > WAITING_LIMIT) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), PATIENCE);
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { drafts } = this;
    this.drafts = [];
    this.bytes = 0;
    if (drafts.length === 0 || this.failure) return;
    // Corked: the parts go to the disk by one writev, without being copied together.
    this.file.cork();
    for (const part of encodeDrafts(this.encoder, drafts)) if (part.length > 0) this.file.write(part);
    this.file.uncork();
  }
}
