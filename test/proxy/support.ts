import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { FaultProxyServer, type FaultProxy, type FaultProxyOptions, type StartedFaultProxyServer } from "../../src/proxy";
import { monotonicClock, Trace, TraceRecorder, type TraceEvent } from "../../src/trace";

/** One end of a connection in a test: collects what came, and how it ended. */
export class Peer {
  readonly chunks: { readonly bytes: Buffer; readonly t: number }[] = [];
  length = 0;
  ended: "fin" | "rst" | undefined;
  private readonly changed = new Set<() => void>();

  constructor(readonly socket: Socket) {
    socket.on("data", (bytes: Buffer) => {
      this.chunks.push({ bytes, t: performance.now() });
      this.length += bytes.length;
      this.wake();
    });
    socket.on("end", () => this.end("fin"));
    socket.on("error", () => this.end("rst"));
    socket.on("close", () => this.wake());
  }

  get bytes(): Buffer {
    return Buffer.concat(this.chunks.map((chunk) => chunk.bytes));
  }
  get text(): string {
    return this.bytes.toString("latin1");
  }

  send(bytes: Buffer | string): void {
    this.socket.write(bytes);
  }

  async until(what: string, condition: () => boolean, within = 5000): Promise<void> {
    const deadline = AbortSignal.timeout(within);
    while (!condition()) {
      await new Promise<void>((resolve, reject) => {
        const fail = () => reject(new Error(`expected ${what} in ${within} ms; got ${this.length} bytes, end ${this.ended}`));
        deadline.addEventListener("abort", fail, { once: true });
        const wake = () => {
          this.changed.delete(wake);
          deadline.removeEventListener("abort", fail);
          resolve();
        };
        this.changed.add(wake);
      });
    }
  }

  async receives(count: number, within?: number): Promise<Buffer> {
    await this.until(`${count} bytes`, () => this.length >= count, within);
    return this.bytes;
  }

  async ends(within?: number): Promise<"fin" | "rst"> {
    await this.until("the end", () => this.ended !== undefined, within);
    return this.ended ?? "fin";
  }

  private end(how: "fin" | "rst"): void {
    this.ended ??= how;
    this.wake();
  }
  private wake(): void {
    for (const wake of [...this.changed]) wake();
  }
}

/** A proxy with a target behind it, and a trace of what passes. */
export class Bench implements AsyncDisposable {
  readonly trace = new Trace(monotonicClock());
  readonly recorder = new TraceRecorder(this.trace);
  readonly targets: Peer[] = [];
  private readonly sockets = new Set<Socket>();
  /** What the target says first. */
  greeting = "";
  readonly listener = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    this.sockets.add(socket);
    this.targets.push(new Peer(socket));
    if (this.greeting !== "") socket.write(this.greeting);
    this.listener.emit("peer");
  });
  server!: StartedFaultProxyServer;
  proxy!: FaultProxy;

  static async start(options: FaultProxyOptions = {}): Promise<Bench> {
    const bench = new Bench();
    bench.listener.listen(0, "127.0.0.1");
    await once(bench.listener, "listening");
    bench.server = await new FaultProxyServer({
      seed: "test",
      clock: bench.trace.clock,
      observe: () => bench.recorder,
      ...options,
    }).start();
    bench.proxy = await bench.server.proxies.create({ name: "link", listen: "127.0.0.1:0", upstream: bench.upstream });
    return bench;
  }

  get upstream(): string {
    return `127.0.0.1:${(this.listener.address() as AddressInfo).port}`;
  }

  /** A dialer without waiting for the target. */
  async dial(): Promise<Peer> {
    const socket = connect({ host: "127.0.0.1", port: this.proxy.port, allowHalfOpen: true, noDelay: true });
    this.sockets.add(socket);
    const peer = new Peer(socket);
    await once(socket, "connect");
    return peer;
  }

  /** A dialer and its peer at the target. */
  async pair(): Promise<[Peer, Peer]> {
    const index = this.targets.length;
    const dialer = await this.dial();
    while (!this.targets[index]) await once(this.listener, "peer");
    return [dialer, this.targets[index]];
  }

  faults(rule: string): string[] {
    return this.trace.events.flatMap((event: TraceEvent) =>
      event.kind === "fault" && event.rule === rule && event.connection !== undefined ? [event.choice] : [],
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.listener.close();
    await this.server.stop();
  }
}

/** Bytes that do not repeat: each place tells whether it is the right one. */
export function pattern(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size; at++) bytes[at] = Math.imul(at ^ (at >>> 15), 0x9e3779b1) >>> 24;
  return bytes;
}
