import { createServer, type Server, type Socket } from "node:net";
import { hostPort, listen } from "../sockets";
import { parseAddress } from "./address";
import { listenError } from "./errors";

/** A listening port that can be closed at once, so that the next dial is refused, and opened again in the same place. */
export class Listener {
  private server: Server | undefined;

  constructor(private readonly accepted: (socket: Socket) => void) {}

  get listening(): boolean {
    return this.server !== undefined;
  }

  /** Resolves with the address that is bound, `host:port`. */
  async open(wanted: string): Promise<string> {
    const { host, port } = parseAddress(wanted, "listen");
    // Reading begins when the target is there; a FIN on one side is not answered by Node.
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, this.accepted);
    const bound = await listen(server, { host, port, backlog: 1024 }).catch((error: NodeJS.ErrnoException) => {
      throw listenError(wanted, error);
    });
    // EMFILE and the like: this connection is lost, the listener stays.
    server.on("error", () => undefined);
    this.server = server;
    return hostPort(bound.address, bound.port);
  }

  /** The port refuses from now on; connections that were accepted live on. */
  close(): void {
    this.server?.close();
    this.server = undefined;
  }
}
