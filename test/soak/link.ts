import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** How long, in ms, a fault that has a duration lasts. */
const LASTS = 500;

/** A network between a server that dials and a client; each fault is over when its promise resolves. */
export class SoakLink {
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;
  private port = 0;

  constructor(private readonly client: number) {}

  readonly faults: Readonly<Record<string, () => Promise<void>>> = {
    reset: async () => this.reset(),
    "half of them end": async () => {
      for (const socket of [...this.sockets]) socket.end();
    },
    silence: async () => {
      for (const socket of this.sockets) socket.unpipe().resume();
      await delay(LASTS);
      this.reset();
    },
    "nobody listens": async () => {
      this.server?.close();
      this.reset();
      await delay(LASTS);
      await this.listen();
    },
    "bytes of no protocol": async () => {
      for (const socket of this.sockets) socket.unpipe().write("GET / HTTP/1.1\r\n\r\n");
      await delay(LASTS);
      this.reset();
    },
  };

  get url(): string {
    return `opc.tcp://127.0.0.1:${this.port}`;
  }

  async listen(): Promise<void> {
    this.server = createServer((near) => {
      const far = connect({ host: "127.0.0.1", port: this.client });
      for (const socket of [near, far]) {
        this.sockets.add(socket);
        socket.on("error", () => undefined);
        socket.on("close", () => this.sockets.delete(socket));
      }
      near.on("close", () => far.destroy());
      far.on("close", () => near.destroy());
      near.pipe(far).pipe(near);
    }).listen(this.port, "127.0.0.1");
    await once(this.server, "listening");
    this.port = (this.server.address() as AddressInfo).port;
  }

  stop(): void {
    this.server?.close();
    this.reset();
  }

  private reset(): void {
    for (const socket of this.sockets) socket.resetAndDestroy();
  }
}
