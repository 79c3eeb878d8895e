import { once } from "node:events";
import { createServer, type AddressInfo, type Server } from "node:net";
import { encodeHello } from "../../src/protocol";
import type { Attack } from "./frames";
import { strike } from "./strike";

/** Ports side by side: a server has one waiting connection at each. */
const PORTS = 32;

/** A listening client that answers each ReverseHello with Hello and one attack, until none is left. */
export class EvilClient implements Disposable {
  private readonly servers: Server[] = [];
  private readonly strikes: Promise<void>[] = [];
  private readonly left: Attack[];
  private allTaken: () => void = () => undefined;
  private readonly taken = new Promise<void>((resolve) => (this.allTaken = resolve));

  constructor(attacks: readonly Attack[]) {
    this.left = [...attacks];
  }

  async start(): Promise<readonly string[]> {
    for (let count = 0; count < PORTS; count++) {
      const server = createServer((socket) => {
        socket.on("error", () => undefined);
        const attack = this.left.pop();
        if (!attack) return void socket.destroy();
        socket.once("data", (bytes: Buffer) => {
          const endpointUrl = bytes.subarray(16 + bytes.readUInt32LE(8));
          this.strikes.push(strike(socket, encodeHello({ endpointUrl }), attack));
          if (this.left.length === 0) this.allTaken();
        });
      });
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      this.servers.push(server);
    }
    return this.servers.map((server) => `opc.tcp://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  /** All attacks have come to their end. */
  async done(): Promise<void> {
    await this.taken;
    await Promise.all(this.strikes);
  }

  [Symbol.dispose](): void {
    for (const server of this.servers) server.close();
  }
}
