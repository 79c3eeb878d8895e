import { lookup, type LookupAddress, type LookupOptions } from "node:dns";
import { connect, Socket, type LookupFunction, type NetConnectOpts } from "node:net";
import { resetSocket } from "../../src/sockets";

/** How long the addresses of a name are good for, in ms: a fleet would ask for the same name 10,000 times. */
const FRESH = 1000;

type Answer = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

/** The way from a fleet to its clients, which can be cut. */
export class Network {
  private readonly sockets = new Set<Socket>();
  private readonly names = new Map<string, { readonly since: number; readonly answer: Promise<LookupAddress[]> }>();
  private isDown = false;

  constructor(private readonly now: () => number) {}

  get connections(): number {
    return this.sockets.size;
  }

  /** As net.connect; while the network is down, as with a port on which nobody listens. */
  readonly connect = (options: NetConnectOpts): Socket => {
    if (this.isDown) return refused();
    const socket = connect(options);
    this.sockets.add(socket);
    socket.once("close", () => this.sockets.delete(socket));
    return socket;
  };

  readonly lookup: LookupFunction = (name, options: LookupOptions, callback) => {
    const answer: Answer = callback;
    this.addresses(name).then(
      (addresses) => {
        const fitting = addresses.filter(({ family }) => !options.family || options.family === family);
        const [first] = fitting;
        if (options.all) answer(null, fitting);
        else answer(first ? null : new Error(`no address of ${name}`), first?.address ?? "", first?.family);
      },
      (error: NodeJS.ErrnoException) => answer(error, []),
    );
  };

  /** Resets every connection, and refuses every dial until `up`. */
  down(): void {
    this.isDown = true;
    this.drop();
  }

  up(): void {
    this.isDown = false;
  }

  /** Resets every connection once. */
  drop(): void {
    for (const socket of this.sockets) resetSocket(socket);
  }

  private addresses(name: string): Promise<LookupAddress[]> {
    const known = this.names.get(name);
    if (known && this.now() - known.since < FRESH) return known.answer;
    const { promise, resolve, reject } = Promise.withResolvers<LookupAddress[]>();
    lookup(name, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
    this.names.set(name, { since: this.now(), answer: promise });
    return promise;
  }
}

function refused(): Socket {
  const socket = new Socket();
  const error = Object.assign(new Error("connect ECONNREFUSED (the network of the fleet is cut)"), { code: "ECONNREFUSED" });
  setImmediate(() => socket.destroy(error));
  return socket;
}
