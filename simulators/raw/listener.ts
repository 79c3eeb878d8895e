import { createServer, type Server } from "node:net";
import { hostPort, listen } from "../../src/sockets";
import { Bell } from "../../src/waiting";
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
  private readonly bell = new Bell();

  constructor(private readonly options: RawListenerOptions) {}

  get host(): string {
    return this.options.host ?? "127.0.0.1";
  }

  get url(): string {
    return `opc.tcp://${hostPort(this.host, this.port)}`;
  }

  get listening(): boolean {
    return this.server !== undefined;
  }

  /** Also after `unlisten`, on the same port again. */
  async listen(port = this.port): Promise<void> {
    const server = createServer((socket) => {
      const connection = new RawConnection(socket, this.connections.length + 1);
      this.connections.push(connection);
      this.bell.ring();
      this.options.onConnection?.(connection);
    });
    this.port = (await listen(server, { port, host: this.host })).port;
    this.server = server;
  }

  /** Stops accepting (the next dial is refused by the kernel); open connections stay. */
  unlisten(): void {
    this.server?.close();
    this.server = undefined;
  }

  /** The connection that came, or comes within `within` ms, from a local port of the dialer; undefined when it does not. */
  from(remotePort: number, within: number): Promise<RawConnection | undefined> {
    return this.bell.until(() => this.connections.findLast((connection) => connection.remotePort === remotePort), within);
  }

  async stop(): Promise<void> {
    this.unlisten();
    for (const connection of this.connections) connection.socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
