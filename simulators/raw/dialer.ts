import { once } from "node:events";
import { connect } from "node:net";
import { RawConnection } from "./connection";

/** A dialing server that only does what it is told. */
export class RawDialer {
  readonly connections: RawConnection[] = [];

  constructor(private readonly target: { readonly host: string; readonly port: number }) {}

  /** Rejects with the socket's error (ECONNREFUSED, …) when nobody takes the connection. */
  async dial(signal?: AbortSignal): Promise<RawConnection> {
    const socket = connect({ host: this.target.host, port: this.target.port });
    const connection = new RawConnection(socket, this.connections.length + 1);
    this.connections.push(connection);
    await once(socket, "connect", signal ? { signal } : {});
    return connection;
  }

  stop(): void {
    for (const connection of this.connections) connection.socket.destroy();
  }
}
