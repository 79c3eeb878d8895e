import { once } from "node:events";
import { createServer, type AddressInfo, type Server } from "node:net";
import { RawConnection } from "./connection";

export interface RawListenerOptions {
  readonly host?: string;
  /** 0 (default): any free port. */
  readonly port?: number;
  /** Called at each accept; a peer that reacts by itself hooks in here. */
  readonly onConnection?: (connection: RawConnection) => void;
}

/** A listening client that only does what it is told: it accepts and keeps connections and reads them. */
export class RawListener {
  constructor(private readonly options: RawListenerOptions = {}) {}

  async start(): Promise<StartedRawListener> {
    const started = new StartedRawListener(this.options);
    await started.listen(this.options.port ?? 0);
    return started;
  }
}

export class StartedRawListener {
  readonly connections: RawConnection[] = [];
  port = 0;
  private server: Server | undefined;
  private readonly waiters = new Set<() => void>();

  constructor(private readonly options: RawListenerOptions) {}

  get host(): string {
    return this.options.host ?? "127.0.0.1";
  }

  get url(): string {
    return `opc.tcp://${this.host.includes(":") ? `[${this.host}]` : this.host}:${this.port}`;
  }

  get listening(): boolean {
    return this.server !== undefined;
  }

  /** Also after `unlisten`, on the same port again. */
  async listen(port = this.port): Promise<void> {
    const server = createServer((socket) => {
      const connection = new RawConnection(socket, this.connections.length + 1);
      this.connections.push(connection);
      for (const waiter of [...this.waiters]) waiter();
      this.options.onConnection?.(connection);
    });
    server.listen(port, this.host);
    await once(server, "listening");
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }

  /** Stops accepting (the next dial is refused by the kernel); open connections stay. */
  unlisten(): void {
    this.server?.close();
    this.server = undefined;
  }

  /** The connection that came, or comes within `within` ms, from a local port of the dialer; undefined when it does not. */
  async from(remotePort: number, within: number): Promise<RawConnection | undefined> {
    const find = () => this.connections.findLast((connection) => connection.remotePort === remotePort);
    if (find()) return find();
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.waiters.delete(check);
        resolve();
      };
      const check = () => {
        if (find()) done();
      };
      const timer = setTimeout(done, within);
      this.waiters.add(check);
    });
    return find();
  }

  async stop(): Promise<void> {
    this.unlisten();
    for (const connection of this.connections) connection.socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
