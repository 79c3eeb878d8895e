import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import type { Message } from "../../../protocol";
import { Bell } from "../../../waiting";
import { tap } from "./tap";

/** One dial of our server, passed on to the client under examination. */
export interface Passed {
  /** What the client said so far, in order. */
  readonly heard: readonly Message[];
  /** The first bytes that it said and that are not OPC UA, as latin1. */
  readonly foreign?: string;
  readonly ended: boolean;
}

export interface RelayOptions {
  readonly host: string;
  readonly port: number;
}

/** Stands between our real server and a client, so that what the client says from its first message on is seen. */
export class Relay implements AsyncDisposable {
  readonly passed: Passed[] = [];
  /** Why the client could not be reached at first, as a code of the system. */
  unreachable: string | undefined;
  private readonly sockets = new Set<Socket>();
  private readonly listener = createServer({ pauseOnConnect: true }, (inner) => void this.pass(inner));
  /** Rings when something changed that somebody may wait for. */
  readonly changes = new Bell();

  constructor(private readonly target: RelayOptions) {}

  async start(): Promise<string> {
    this.listener.listen(0, "127.0.0.1");
    await once(this.listener, "listening");
    return `opc.tcp://127.0.0.1:${(this.listener.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.listener.close();
    await once(this.listener, "close");
  }

  private async pass(inner: Socket): Promise<void> {
    const outer = connect(this.target);
    for (const socket of [inner, outer]) {
      this.sockets.add(socket);
      socket.on("error", () => undefined);
    }
    try {
      await once(outer, "connect");
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (this.passed.length === 0) this.unreachable ??= code ?? message;
      inner.destroy();
      return this.changes.ring();
    }
    const one: { -readonly [K in keyof Passed]: Passed[K] } = {
      heard: tap(outer, (bytes) => (one.foreign ??= bytes.toString("latin1", 0, 24))),
      ended: false,
    };
    this.passed.push(one);
    const end = () => {
      one.ended = true;
      inner.destroy();
      outer.destroy();
      this.changes.ring();
    };
    outer.on("data", () => this.changes.ring());
    outer.once("close", end);
    inner.once("close", () => outer.end());
    outer.pipe(inner);
    inner.pipe(outer);
    this.changes.ring();
  }
}
