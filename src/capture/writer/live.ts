import { createWriteStream, type WriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import type { Clock, ConnectionEvent, DataSegment, FaultEvent, LinkObserver } from "../../trace";
import { PcapngEncoder, type Draft, type EncoderOptions } from "./encoder";

/** ms that a packet waits for what faults say about it; a delayed decision goes on the connection's next packet. */
const PATIENCE = 100;
/** Bytes of the file that may wait before they are written anyhow: a big write keeps the proxy from its work for long. */
const WAITING_LIMIT = 512 * 1024;
/** Bytes of a packet without its payload, about. */
const AROUND = 100;

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
    this.encoder.connection({ ...event, t: this.clock.now() }, this.drafts);
    this.keep(this.drafts.length);
  }
  data(segment: DataSegment): void {
    const before = this.drafts.length;
    this.encoder.data(segment, this.clock.now(), this.drafts);
    this.keep(before);
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

  private keep(before: number): void {
    for (let at = before; at < this.drafts.length; at++) this.bytes += AROUND + (this.drafts[at]?.packet.payload.length ?? 0);
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
    const interfaces = this.encoder.newInterfaces();
    if (interfaces.length > 0) this.file.write(interfaces);
    this.file.write(this.encoder.encode(drafts));
  }
}
