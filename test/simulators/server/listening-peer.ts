import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { decodeMessage, FrameSplitter, type Message } from "../../../src/protocol";

/** Upper bound of any wait in these tests, in ms; generous, because the machine may be busy. */
export const PATIENCE = 10_000;

/** One accepted connection, with what came on it and when (ms, monotonic). */
export class Accepted {
  readonly acceptedAt = performance.now();
  readonly messages: Message[] = [];
  endedBy: "fin" | "rst" | undefined;
  endedAt = 0;
  private wake: () => void = () => undefined;

  constructor(readonly socket: Socket) {
    const splitter = new FrameSplitter();
    socket.on("data", (bytes: Buffer) => {
      for (const item of splitter.push(bytes)) if (item.kind === "frame") this.messages.push(decodeMessage(item.bytes));
      this.wake();
    });
    socket.on("end", () => this.ended("fin"));
    socket.on("error", () => this.ended("rst"));
    socket.on("close", () => this.ended("rst"));
  }

  /** The message with this number, from 0. */
  async message(number: number): Promise<Message> {
    await this.until(() => this.messages.length > number, `message ${number}`);
    return this.messages[number] as Message;
  }

  async end(): Promise<"fin" | "rst"> {
    await this.until(() => this.endedBy !== undefined, "the end");
    return this.endedBy as "fin" | "rst";
  }

  private ended(how: "fin" | "rst"): void {
    if (this.endedBy) return;
    this.endedBy = how;
    this.endedAt = performance.now();
    this.wake();
  }

  private until(condition: () => boolean, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const seen = () => this.messages.map((message) => message.type).join(" ");
      const timer = setTimeout(() => reject(new Error(`${what} did not come; got ${seen()}`)), PATIENCE);
      this.wake = () => {
        if (!condition()) return;
        clearTimeout(timer);
        resolve();
      };
      this.wake();
    });
  }
}

/** A client that listens, counts, and does what the test says. */
export class ListeningPeer {
  readonly accepted: Accepted[] = [];
  private server: Server | undefined;
  private wake: () => void = () => undefined;
  port = 0;

  constructor(
    private readonly host = "127.0.0.1",
    private readonly onAccept: (accepted: Accepted, number: number) => void = () => undefined,
  ) {}

  get url(): string {
    return `opc.tcp://${this.host.includes(":") ? `[${this.host}]` : this.host}:${this.port}`;
  }

  async start(): Promise<this> {
    this.server = createServer({ allowHalfOpen: false }, (socket) => {
      const accepted = new Accepted(socket);
      this.accepted.push(accepted);
      this.onAccept(accepted, this.accepted.length);
      this.wake();
    });
    this.server.listen(this.port, this.host);
    await once(this.server, "listening");
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  /** The connection with this number, from 1. */
  async connection(number: number): Promise<Accepted> {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`connection ${number} did not come`)), PATIENCE);
      this.wake = () => {
        if (this.accepted.length < number) return;
        clearTimeout(timer);
        resolve();
      };
      this.wake();
    });
    return this.accepted[number - 1] as Accepted;
  }

  unlisten(): void {
    this.server?.close();
    this.server = undefined;
  }

  [Symbol.dispose](): void {
    this.unlisten();
    for (const { socket } of this.accepted) socket.destroy();
  }
}
